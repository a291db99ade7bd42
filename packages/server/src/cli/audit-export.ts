import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseAccountId } from '@kontor/domain/ids';
import { formatInstant, instant } from '@kontor/domain/time';
import { readAccountClock } from '../activity/activity-store.ts';
import { addTerminalRecord } from '../activity/erase-store.ts';
import { keysOf } from '../activity/give-keys.ts';
import { openExport } from '../activity/open-export.ts';
import { readQuestion } from '../activity/read-question.ts';
import { query, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { exportFiles } from './audit-export-files.ts';
import type { Deed, Options } from './import-commands.ts';
import { InputRefused, UsageError } from './usage.ts';

/** The first day there is: without --from an export begins with the log. */
const firstDay = '0001-01-01';

/** Everything an auditor takes away, into a folder; all of it as of one signed checkpoint, and on record. */
export function exportAuditCommand({ partner, from, to, out }: Options): Deed {
  const accountId = parseAccountId(partner ?? '');
  if (accountId === undefined) throw new UsageError('--partner is the id of an account.');
  if (out === undefined || out === '') throw new UsageError('--out is the folder to write into.');
  return async ({ services }) => {
    const { system } = services.pools;
    const [account] = await query(system, noTenant, readAccountClock(accountId));
    if (account === undefined) throw new InputRefused(`There is no account ${accountId}.`);
    const now = instant(services.realNow() + Number(account.clock_offset_ms));
    const question = readQuestion({ from: from ?? firstDay, to }, now);
    if (!question.accepted)
      throw new InputRefused('--from and --to are days or instants, --from not after --to.');
    const opened = await openExport({ pool: system, scope: noTenant, accountId }, question.value);
    if (!opened.accepted || opened.value.proof === undefined || opened.value.note === null)
      throw new InputRefused('That log has no signed checkpoint yet.');
    const { size, note, jsonl, openings, proof } = opened.value;
    const range = { from: formatInstant(question.value.from), to: formatInstant(question.value.to) };
    const details = { format: 'folder', ...range, size, filters: [] };
    const entry = { action: 'export_activity' as const, resourceId: accountId, details };
    await writeBatch(system, noTenant, [
      addTerminalRecord(accountId, 'kontor command line', entry, services.realNow()),
    ]);
    await mkdir(out, { recursive: true });
    await writePieces(join(out, exportFiles.records), jsonl());
    await writePieces(join(out, exportFiles.proof), proof());
    await writePieces(join(out, exportFiles.openings), openings());
    await writeNew(join(out, exportFiles.checkpoint), note);
    await writeNew(join(out, exportFiles.keys), await keysOf(services, accountId));
    return [
      `The log as of the checkpoint of ${size} records is in ${out}.`,
      `Verify it with: kontor audit verify ${out} --key KEY`,
      `${exportFiles.openings} says names and addresses; without it the records prove as much and name nobody.`,
    ].join('\n');
  };
}

// Nothing is written over: an export that is there already is somebody's evidence.
const onlyNew = { flags: 'wx', mode: 0o600 } as const;

const writePieces = (path: string, pieces: AsyncGenerator<string>): Promise<void> =>
  pipeline(Readable.from(pieces, { objectMode: false }), createWriteStream(path, onlyNew)).catch(asRefusal);

const writeNew = (path: string, text: string): Promise<void> =>
  writeFile(path, text, { flag: onlyNew.flags, mode: onlyNew.mode }).catch(asRefusal);

const asRefusal = (error: NodeJS.ErrnoException): never => {
  if (error.syscall === undefined) throw error;
  throw new InputRefused(`The export cannot be written: ${error.message}`);
};
