import { parseAccountId } from '@kontor/domain/ids';
import { checkLog, type LogCheck, type LogFault } from '../activity/check-log.ts';
import { planRotation, rotationEvent } from '../activity/rotate-activity-key.ts';
import { installationTree, listTrees, readCheckpoint, readTrees } from '../activity/tree-store.ts';
import { addKeyRecord } from '../keys/key-record-store.ts';
import { addEvents } from '../partners/event-store.ts';
import { query, readBatch, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Deed, Options } from './import-commands.ts';
import { installationAccount } from './open-kontor.ts';
import { startProgress } from './terminal.ts';
import { InputRefused, UsageError } from './usage.ts';

/** Which log is meant: the named partner's, or the installation's over all. */
const treeOf = ({ partner }: Options): string => {
  if (partner === undefined) return installationTree;
  const id = parseAccountId(partner);
  if (id === undefined) throw new UsageError(`"${partner}" is no partner's id.`);
  return id;
};

const sizeOf = ({ size }: Options): number | undefined => {
  if (size === undefined) return undefined;
  if (!/^\d{1,15}$/.test(size)) throw new UsageError('--size must be a whole number.');
  return Number(size);
};

/** The signed note of a log. */
export function auditCheckpointCommand(options: Options): Deed {
  const [treeId, size] = [treeOf(options), sizeOf(options)];
  return async ({ services: { pools } }) => {
    const [[tree], [checkpoint]] = await readBatch(pools.system, noTenant, [
      readTrees([treeId]),
      readCheckpoint(treeId, size),
    ]);
    if (checkpoint) return checkpoint.note.trimEnd();
    throw new InputRefused(
      tree
        ? `There is no checkpoint of that size; the log has ${tree.size} records now.`
        : 'That log has no numbered record yet.',
    );
  };
}

/** A new key that signs from now on. */
export function rotateActivityKeyCommand(): Deed {
  return async ({ services }) => {
    const accountId = await installationAccount(services);
    const { writes, rotated } = await planRotation(services);
    const now = services.realNow();
    await writeBatch(services.pools.system, noTenant, [
      ...writes,
      addKeyRecord(
        { accountId, application: 'kontor command line' },
        { action: 'rotate_activity_key', resourceId: rotated.keyId, details: rotated },
        now,
      ),
      addEvents(accountId, now, [rotationEvent(rotated)]),
    ]);
    return `Checkpoints are signed by a new key from now on:\n${rotated.verifierKey}`;
  };
}

/** Holds logs against themselves. */
export function checkLogCommand(options: Options): Deed {
  const only = options.partner === undefined ? undefined : treeOf(options);
  return async ({ services: { pools } }) => {
    const trees =
      only === undefined ? (await query(pools.system, noTenant, listTrees())).map(({ id }) => id) : [only];
    const progress = startProgress();
    const checks: LogCheck[] = [];
    try {
      for (const [place, id] of trees.entries()) {
        progress.show(`log ${place + 1} of ${trees.length}`);
        const check = await checkLog(pools.system, id);
        if (check) checks.push(check);
      }
    } finally {
      progress.clear();
    }
    return reportOf(checks);
  };
}

const reportOf = (checks: readonly LogCheck[]): string => {
  const faulty = checks.filter(({ faults }) => faults.length > 0);
  const records = checks.reduce((sum, check) => sum + check.records, 0);
  const checkpoints = checks.reduce((sum, check) => sum + check.checkpoints, 0);
  if (faulty.length > 0)
    throw new InputRefused(
      `${faulty.length} of ${checks.length} logs do not agree with what was signed:`,
      faulty.flatMap(({ origin, faults }) => faults.map((fault) => `${origin}: ${wordsOf(fault)}`)),
    );
  return `${checks.length} logs with ${records} records agree with their trees and ${checkpoints} signed checkpoints.`;
};

const faultWords: Readonly<Record<LogFault['fault'], string>> = {
  leaf_altered: 'was altered',
  row_altered: 'is filed under other facts than it states',
  words_altered: 'has a name or an address that is not the one that was recorded',
  record_missing: 'is gone and in no archive',
  number_twice: 'is there twice',
  tile_missing: 'has no hash in the tree',
  tile_altered: 'begins a part of the tree whose hashes were altered',
  checkpoint_missing: 'is the last one, and no checkpoint covers it',
  checkpoint_altered: 'is the last one of a checkpoint that was altered or signed by another key',
  root_differs: 'is the last one under a signed root that these records do not have',
  tree_altered: 'The root of the tree was altered.',
};

const wordsOf = ({ leafIndex, recordId, fault }: LogFault): string => {
  const words = faultWords[fault];
  return leafIndex === null
    ? words
    : `record ${leafIndex}${recordId === null ? '' : ` (${recordId})`} ${words}`;
};
