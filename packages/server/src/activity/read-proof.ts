import {
  consistencyPath,
  inclusionPath,
  type ProofStep,
  proofHashes,
  tilesFor,
} from '@kontor/domain/activity/proof-path';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { readAs } from '../partners/read-as.ts';
import { type Subject, subjectOf } from '../payments/subject.ts';
import { readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RowsOf, Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import { sha256 } from './leaf-of.ts';
import { type PlacedRecord, readPlacedRecord, readRecordAt, readWaitingRecord } from './proof-store.ts';
import { readTiles, tileReader } from './tile-store.ts';
import {
  type CheckpointRow,
  installationTree,
  readCheckpoint,
  readInstallationLeaf,
  readTrees,
  type TreeRow,
} from './tree-store.ts';

export type ProofRefusal =
  | { readonly code: 'activity.not_found' }
  | { readonly code: 'activity.not_numbered_yet' }
  | { readonly code: 'activity.size_unknown'; readonly size: number }
  | InputRefusal;

export type Proof = {
  readonly leafIndex: number;
  readonly treeSize: number;
  /** Null where the record itself has left for an archive. */
  readonly leaf: string | null;
  readonly hashes: readonly Uint8Array[];
  readonly checkpoint: string;
};

type Read = <const S extends readonly Statement[]>(statements: S) => Promise<RowsOf<S>>;
type Asked = { readonly partnerId: string | undefined; readonly size: number | undefined };

/** That a record is in the log of its account. */
export const proveRecord = async (ctx: RequestContext, recordId: string, { partnerId, size }: Asked) => {
  // In this order a record that is being moved is found on one side or the other, and then under a checkpoint.
  const found = await readLog(
    ctx,
    partnerId,
    (accountId) =>
      [
        readWaitingRecord(accountId, recordId),
        readPlacedRecord(accountId, recordId),
        readCheckpoint(accountId, size),
        readTrees([accountId]),
      ] as const,
  );
  if (!found.accepted) return found;
  const { rows, read } = found.value;
  const [[waiting], [record], [checkpoint], [tree]] = rows;
  if (!record) return refused({ code: waiting ? 'activity.not_numbered_yet' : 'activity.not_found' });
  return proveLeaf(read, { tree, checkpoint, record, leafIndex: Number(record.leaf_index) });
};

/** The same by the number of the record, which stands on what an archive holds. */
export const proveLeafAt = async (ctx: RequestContext, leafIndex: number, { partnerId, size }: Asked) => {
  const found = await readLog(
    ctx,
    partnerId,
    (accountId) =>
      [readRecordAt(accountId, leafIndex), readCheckpoint(accountId, size), readTrees([accountId])] as const,
  );
  if (!found.accepted) return found;
  const { rows, read } = found.value;
  const [[record], [checkpoint], [tree]] = rows;
  return proveLeaf(read, { tree, checkpoint, record, leafIndex });
};

/** Reads of the caller's log in the same round trip as who they are, or of the log of a partner whom an operator names. */
const readLog = async <const S extends readonly Statement[]>(
  ctx: RequestContext,
  partnerId: string | undefined,
  statementsOf: (accountId: string) => S,
) => {
  const { accountId } = ctx.principal;
  if (partnerId !== undefined && partnerId !== accountId) {
    const subject = await subjectOf(ctx, 'activity.read', partnerId);
    if (!subject.accepted) return subject;
    const { read } = subject.value;
    return accepted({ read: read as Read, rows: await read(statementsOf(subject.value.accountId)) });
  }
  const own = await readAs(ctx, 'activity.read', undefined, statementsOf(accountId));
  if (!own.accepted) return own;
  const { caller, rows } = own.value;
  const read: Read = (statements) => readBatch(ctx.pools.app, caller.scope, statements);
  return accepted({ read, rows });
};

/** That a checkpoint of an account is in the log of the installation. */
export const proveCheckpoint = async (
  ctx: RequestContext,
  {
    size,
    treeSize,
    partnerId,
  }: { readonly size: number; readonly treeSize: number | undefined; readonly partnerId: string | undefined },
) => {
  const subject = await subjectOf(ctx, 'activity.read', partnerId);
  if (!subject.accepted) return subject;
  const read = readInstallation(ctx);
  const [[leaf], [checkpoint], [tree], [own]] = await read([
    readInstallationLeaf(subject.value.accountId, size),
    readCheckpoint(installationTree, treeSize),
    readTrees([installationTree]),
    readTrees([subject.value.accountId]),
  ]);
  if (!own) return refused({ code: 'activity.not_numbered_yet' });
  if (!leaf) return refused({ code: 'activity.size_unknown', size: Number(own.size) });
  return proveLeaf(read, { tree, checkpoint, record: leaf, leafIndex: Number(leaf.leaf_index) });
};

type Placed = {
  readonly tree: TreeRow | undefined;
  readonly checkpoint: CheckpointRow | undefined;
  readonly record: Pick<PlacedRecord, 'leaf'> | undefined;
  readonly leafIndex: number;
};

const proveLeaf = async (
  read: Read,
  { tree, checkpoint, record, leafIndex }: Placed,
): Promise<Decision<Proof, ProofRefusal>> => {
  if (!tree) return refused({ code: 'activity.not_numbered_yet' });
  const treeSize = Number(checkpoint?.size ?? 0n);
  if (!checkpoint || leafIndex >= treeSize)
    return refused({ code: 'activity.size_unknown', size: Number(tree.size) });
  const hashes = await hashesOf(read, tree.id, inclusionPath(treeSize, leafIndex));
  return accepted({ leafIndex, treeSize, leaf: record?.leaf ?? null, hashes, checkpoint: checkpoint.note });
};

/** That a log of one size begins with the log of an earlier one; of the caller's account or of the installation. */
export const proveConsistency = async (
  ctx: RequestContext,
  { from, to, of }: { readonly from: number; readonly to: number; readonly of: LogName },
) => {
  const log = await logOf(ctx, of);
  if (!log.accepted) return log;
  if (from > to) return invalid([{ path: 'from', message: 'must not be above "to"; swap them' }]);
  const { treeId, read } = log.value;
  const [[tree]] = await read([readTrees([treeId])]);
  if (!tree) return refused({ code: 'activity.not_numbered_yet' });
  if (to > Number(tree.size)) return refused({ code: 'activity.size_unknown', size: Number(tree.size) });
  return accepted(await hashesOf(read, treeId, consistencyPath(from, to)));
};

/** The last signed note of a log, or the one of a size. */
export const giveCheckpoint = async (ctx: RequestContext, of: LogName, size: number | undefined) => {
  const log = await logOf(ctx, of);
  if (!log.accepted) return log;
  const { treeId, read } = log.value;
  const [[tree], [checkpoint]] = await read([readTrees([treeId]), readCheckpoint(treeId, size)]);
  if (checkpoint) return accepted(checkpoint.note);
  return tree
    ? refused({ code: 'activity.size_unknown', size: Number(tree.size) })
    : refused({ code: 'activity.not_numbered_yet' });
};

/** The installation's log, or that of the caller's account or of the partner whom an operator names. */
export type LogName = 'installation' | { readonly partnerId: string | undefined };

/** Everybody who may read a log at all may read the installation's: it says nothing but sizes and roots. */
const logOf = async (ctx: RequestContext, of: LogName) => {
  const subject = await subjectOf(ctx, 'activity.read', of === 'installation' ? undefined : of.partnerId);
  if (!subject.accepted) return subject;
  return accepted(
    of === 'installation' ? { treeId: installationTree, read: readInstallation(ctx) } : ownLog(subject.value),
  );
};

const ownLog = ({ accountId, read }: Subject): { readonly treeId: string; readonly read: Read } => ({
  treeId: accountId,
  read,
});

const readInstallation =
  (ctx: RequestContext): Read =>
  (statements) =>
    readBatch(ctx.pools.system, noTenant, statements);

const hashesOf = async (read: Read, treeId: string, path: readonly ProofStep[]): Promise<Uint8Array[]> => {
  if (path.length === 0) return [];
  const [rows] = await read([readTiles(treeId, tilesFor(path))]);
  const hashes = proofHashes(sha256, path, tileReader(rows));
  invariant(hashes, 'the tiles of a tree hold every hash of it');
  return hashes;
};
