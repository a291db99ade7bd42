import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseVerifierKey } from '@kontor/domain/activity/signed-note';
import { verifyExport } from '@kontor/domain/activity/verify-export';
import { type AccountId, parseAccountId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { type Instant, instant, type LocalDate } from '@kontor/domain/time';
import { claimFile } from '../catalog/stored-file-store.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { linesOfPart } from './archive-lines.ts';
import { addArchiveActivity, insertArchive, type MonthRow, type NewArchive } from './archive-store.ts';
import { keysOf } from './give-keys.ts';
import { sha256 } from './leaf-of.ts';
import { openExport } from './open-export.ts';
import { verifyTools } from './verify-tools.ts';

export type Archiving = Pick<Services, 'pools' | 'vault' | 'files' | 'realNow' | 'publicUrl'>;

export type Month = { readonly month: LocalDate; readonly from: Instant; readonly to: Instant };

/** An archive that is not what it should be is not used; the month stays where it is. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused';
}

/**
 * Writes an account's month to a file, reads the file back from the store, verifies what was read against a signed
 * checkpoint, and only then says that it is there. The claim keeps a sweep from the file in between; a process that
 * dies leaves a file that no row names, which a sweep takes away.
 * @throws ArchiveRefused, and what the store and the database throw
 */
export const archiveMonth = async (services: Archiving, month: Month, row: MonthRow): Promise<void> => {
  const { system } = services.pools;
  const accountId = parseAccountId(row.account_id);
  invariant(accountId, 'the log is of accounts');
  const written = await writeArchive(services, accountId, month);
  const archive: NewArchive = {
    accountId,
    month: month.month,
    records: Number(row.records),
    firstLeaf: Number(row.first_leaf),
    lastLeaf: Number(row.last_leaf),
    ...written,
  };
  await verifyArchive(services, archive);
  await writeBatch(system, noTenant, [
    insertArchive(archive, services.realNow()),
    addArchiveActivity(archive, services.realNow()),
  ]);
};

type Written = Pick<NewArchive, 'storageKey' | 'recordsBytes' | 'sizeBytes' | 'sha256'>;

const everything = {
  actions: null,
  resourceTypes: null,
  resourceId: null,
  customerId: null,
  customerName: null,
  user: null,
  outcome: null,
  text: null,
} as const;

const writeArchive = async (
  services: Archiving,
  accountId: AccountId,
  { from, to }: Month,
): Promise<Written> => {
  const { system } = services.pools;
  const reader = { pool: system, scope: noTenant, accountId };
  const opened = await openExport(reader, { ...everything, from, to });
  const proof = opened.accepted ? opened.value.proof : undefined;
  if (!opened.accepted || !proof) throw new ArchiveRefused('the log has no signed checkpoint');
  const { jsonl } = opened.value;
  let recordsBytes = 0;
  const bytes = async function* () {
    for await (const piece of jsonl()) {
      const some = Buffer.from(piece, 'utf8');
      recordsBytes += some.length;
      yield some;
    }
    for await (const piece of proof()) yield Buffer.from(piece, 'utf8');
  };
  const received = await services.files.receive(bytes());
  try {
    await writeBatch(system, noTenant, [claimFile(received.storageKey)]);
    await received.keep();
  } catch (error) {
    await received.discard();
    throw error;
  }
  const { storageKey, sizeBytes, sha256: digest } = received;
  return { storageKey, recordsBytes, sizeBytes, sha256: digest };
};

/** Reads the file back as whoever needs it one day will, and holds it against the checkpoint and the month's own numbers. */
export const verifyArchive = async (services: Archiving, archive: NewArchive): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-archive-'));
  const path = join(directory, 'archive');
  try {
    const digest = createHash('sha256');
    await pipeline(
      services.files.open(archive.storageKey),
      async function* (stream: AsyncIterable<Buffer>) {
        for await (const some of stream) {
          digest.update(some);
          yield some;
        }
      },
      createWriteStream(path, { mode: 0o600 }),
    );
    if (!digest.digest().equals(archive.sha256)) throw new ArchiveRefused('the file came back changed');
    await verifyFile(services, path, archive);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

const verifyFile = async (services: Archiving, path: string, archive: NewArchive): Promise<void> => {
  const keys = (await keysOf(services, archive.accountId))
    .split('\n')
    .flatMap((line) => parseVerifierKey(sha256, line) ?? []);
  const verdict = verifyExport(verifyTools, {
    lines: () => linesOfPart(path, 0, archive.recordsBytes),
    proof: function* () {
      for (const line of linesOfPart(path, archive.recordsBytes, archive.sizeBytes))
        yield Buffer.from(line).toString('utf8');
    },
    notes: [],
    keys,
  });
  if (verdict.verdict !== 'intact') throw new ArchiveRefused(`the archive is ${verdict.verdict}`);
  const { records, first, last } = verdict;
  if (records !== archive.records || first !== archive.firstLeaf || last !== archive.lastLeaf)
    throw new ArchiveRefused('the archive has other records than the month');
};

/** A month of the calendar in UTC, by its first day. */
export const monthOf = (first: LocalDate): Month => {
  const from = new Date(`${first}T00:00:00Z`);
  const to = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1);
  return { month: first, from: instant(from.getTime()), to: instant(to) };
};
