import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { appendToEdge, type Edge, rootOfEdge, type TileAddition } from '@kontor/domain/activity/merkle-tree';
import { type AccountId, parseAccountId, parseUserId } from '@kontor/domain/ids';
import { currentKey, signerOf } from '@kontor/server/activity/activity-keys';
import { sha256 } from '@kontor/server/activity/leaf-of';
import { proveRecord } from '@kontor/server/activity/read-proof';
import { growTiles } from '@kontor/server/activity/tile-store';
import { growTrees, insertCheckpoints, insertTrees } from '@kontor/server/activity/tree-store';
import { realNow } from '@kontor/server/platform/clock';
import { writeBatch } from '@kontor/server/platform/db/batch';
import { openPools, type Pool } from '@kontor/server/platform/db/pools';
import { noTenant } from '@kontor/server/platform/db/scope';
import type { RequestContext, Services } from '@kontor/server/platform/http/context';
import { openVault } from '@kontor/server/platform/keys/vault';
import { createFileStore } from '@kontor/server/platform/storage/files';
import { startBenchDatabase } from '../bench-database.ts';
import type { Measured } from '../report.ts';
import { quantile } from '../statistics.ts';
import { fillLog } from './fill-log.ts';

const leaves = 1_000_001;
const months = 36;
const asked = 2_000;
const batch = 50_000;

/** What a proof takes a server, from the caller's roles to the hashes, in a log of a million records over three years. */
export const measureProofs = async (directory: string, say: (line: string) => void): Promise<Measured> => {
  const folder = join(directory, 'proofs');
  await mkdir(folder, { recursive: true });
  const database = await startBenchDatabase(folder);
  const size = { app: 2, lookup: 1, system: 2 };
  const pools = openPools({ databaseUrl: database.url, size, statementTimeoutMs: 120_000 });
  try {
    const accountId = parseAccountId(randomUUID());
    if (accountId === undefined) throw new Error('a random id is an account id');
    await fillLog(database.owner, { accountId, from: 0, to: leaves, end: '2026-11-01', months });
    say(`proof: ${leaves} records`);
    const vault = await openVault(pools.system, Buffer.alloc(32, 7));
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const files = createFileStore(join(folder, 'files'));
    const services: Services = { pools, vault, files, realNow, publicUrl: 'http://bench.example', log };
    await buildTree(services, database.owner, accountId);
    const times = await timeProofs(await readerOf(services, database.owner, accountId), database.owner);
    const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
    say(`proof: ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`);
    return {
      figures: [{ name: 'proof', value: p50, unit: 'ms', floor: null, ratio: null, p50, p99 }],
      faults: [],
    };
  } finally {
    await pools.close();
    await database.stop();
  }
};

/** The tree over the records that are there, as the sequencer would have grown it. */
const buildTree = async (services: Services, owner: Pool, accountId: AccountId): Promise<void> => {
  const { system } = services.pools;
  const origin = `bench.example/${accountId}`;
  await writeBatch(system, noTenant, [
    insertTrees([{ id: accountId, accountId, origin }], sha256(new Uint8Array())),
  ]);
  let edge: Edge = [];
  for (let first = 0; first < leaves; first += batch) {
    const { rows } = await owner.query<{ readonly hash: Buffer }>(
      `select sha256('\\x00'::bytea || convert_to(leaf, 'UTF8')) as hash from kontor.activity
       where account_id = $1 and leaf_index >= $2 and leaf_index < $3 order by leaf_index`,
      [accountId, first, first + batch],
    );
    const grown = appendToEdge(
      sha256,
      edge,
      first,
      rows.map(({ hash }) => hash),
    );
    edge = grown.edge;
    await writeBatch(system, noTenant, [growTiles(grown.tiles.map(ofTree(accountId)))]);
  }
  const root = rootOfEdge(sha256, edge);
  const signer = await signerOf(services, await currentKey(services));
  const note = signer.sign({ origin, size: leaves, root });
  const tree = { id: accountId, before: 0, size: leaves, root, edge: Buffer.concat(edge) };
  await writeBatch(system, noTenant, [
    growTrees([tree]),
    insertCheckpoints(
      [{ treeId: accountId, accountId, size: leaves, root, keyId: signer.keyId, note }],
      realNow(),
    ),
  ]);
  await owner.query('analyze');
};

const ofTree = (accountId: AccountId) => (tile: TileAddition) => ({ treeId: accountId, accountId, ...tile });

const readerOf = async (services: Services, owner: Pool, accountId: AccountId): Promise<RequestContext> => {
  const userId = parseUserId(randomUUID());
  if (userId === undefined) throw new Error('a random id is a person’s');
  await owner.query(
    `insert into kontor.person (account_id, id, kind, email, display_name, password_hash, roles)
     values ($1, $2, 'partner_user', 'auditor@bench.example', 'Auditor', '', '{account_administrator}')`,
    [accountId, userId],
  );
  return {
    ...services,
    principal: { kind: 'partner_user', accountId, userId, secondFactor: true },
    requestId: randomUUID(),
    correlationId: randomUUID(),
    address: '127.0.0.1',
    locale: 'en-US',
  };
};

const timeProofs = async (ctx: RequestContext, owner: Pool): Promise<number[]> => {
  const { rows } = await owner.query<{ readonly id: string }>(
    'select id from kontor.activity where leaf_index % $1 = 0 order by md5(id::text)',
    [Math.floor(leaves / asked)],
  );
  const times: number[] = [];
  for (const { id } of rows) {
    const startedAt = performance.now();
    const proof = await proveRecord(ctx, id, { partnerId: undefined, size: undefined });
    times.push(performance.now() - startedAt);
    if (!proof.accepted) throw new Error(`no proof of ${id}: ${proof.refusal.code}`);
  }
  // The first ones prepare their statements.
  return times.slice(20);
};
