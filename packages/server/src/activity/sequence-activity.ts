import { randomBytes } from 'node:crypto';
import type { ActivityRecord } from '@kontor/domain/activity/leaf';
import { emptyRoot } from '@kontor/domain/activity/merkle-tree';
import { query, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { Services } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { readSigningKey } from './activity-key-store.ts';
import { signerOf } from './activity-keys.ts';
import { dayCounts, monthsOf, namesOf } from './count-records.ts';
import { type GrownByRound, growAccounts, growInstallation } from './grow-trees.ts';
import { sha256, subjectIdsOf } from './leaf-of.ts';
import {
  addActorNames,
  addCustomerNames,
  addInstallation,
  addSubjects,
  countDays,
  expectRemembered,
  holdForgetting,
  openMonths,
  type Placing,
  placeRecords,
  readInstallation,
  readPending,
  readRecentPending,
  readSubjects,
  recordOf,
  type SubjectKey,
  type SubjectRow,
} from './sequence-store.ts';
import { growTiles } from './tile-store.ts';
import {
  growTrees,
  insertCheckpoints,
  insertInstallationLeaves,
  insertTrees,
  installationTree,
  readTrees,
  type TreeRow,
} from './tree-store.ts';

export type Sequencing = Pick<Services, 'pools' | 'vault' | 'realNow' | 'publicUrl'>;

const mostRecords = 2_000;

export type RoundOptions = {
  readonly most?: number;
  /** Only what was written down so lately; everything that waits when left out. */
  readonly lastSeconds?: number;
};

/**
 * Gives the records that wait a number each: into their accounts' trees, the roots signed, and every account's new
 * checkpoint into the tree of the installation. One transaction; answers how many records it moved. Whoever runs it
 * at the same time makes one of the two fail, which leaves nothing behind.
 * @throws ExpectationFailed, DatabaseUnavailable, RetryableError
 */
export const sequenceRound = async (
  services: Sequencing,
  { most = mostRecords, lastSeconds }: RoundOptions = {},
): Promise<number> => {
  const { system } = services.pools;
  const waiting = lastSeconds === undefined ? readPending(most) : readRecentPending(most, lastSeconds);
  const records = (await query(system, noTenant, waiting)).map(recordOf);
  if (records.length === 0) return 0;
  const known = await readRound(services, records);
  const grown = growAccounts(records, known);
  const signer = await signerOf(services, known.signingKey);
  const installation = growInstallation(grown, known, signer);
  await writeBatch(system, noTenant, [
    openMonths(monthsOf(records)),
    ...placing(grown.placings),
    ...growing([...grown.trees, installation.tree], known.missing),
    insertCheckpoints(installation.checkpoints, services.realNow()),
    insertInstallationLeaves(installation.firstLeaf, installation.leaves),
  ]);
  return records.length;
};

/** Everything that waits now gets its number. */
export const sequenceAll = async (services: Sequencing): Promise<number> => {
  let moved = 0;
  for (;;) {
    const some = await sequenceRound(services);
    if (some === 0) return moved;
    moved += some;
  }
};

const readRound = async (services: Sequencing, records: readonly ActivityRecord[]) => {
  const { system } = services.pools;
  const subjects = subjectsOfRecords(records);
  const salts = subjects.map(() => randomBytes(32));
  const accounts = [...new Set(records.map(({ accountId }) => accountId))];
  const [, { rows: subjectRows }, { rows: trees }, { rows: keys }, { rows: installations }] =
    await writeBatch(system, noTenant, [
      addSubjects(subjects, salts),
      readSubjects(subjects),
      readTrees([...accounts, installationTree]),
      readSigningKey(),
      readInstallation(),
    ]);
  const installationId = installations[0]?.id ?? (await makeInstallationAccount(services));
  const { host } = new URL(services.publicUrl);
  const missing = [installationTree, ...accounts]
    .filter((id) => !trees.some((tree) => tree.id === id))
    .map((id) => newTree(id, host, installationId));
  return {
    saltOf: saltsOf(subjectRows),
    trees: new Map([...trees, ...missing].map((tree) => [tree.id, tree])),
    missing,
    signingKey: keys[0],
  };
};

const makeInstallationAccount = async ({ pools: { system } }: Sequencing): Promise<string> => {
  const id = newUuid();
  await writeBatch(system, noTenant, [addInstallation(id)]);
  return id;
};

const newTree = (id: string, host: string, installationId: string): TreeRow => ({
  id,
  account_id: id === installationTree ? installationId : id,
  origin: id === installationTree ? host : `${host}/${id}`,
  size: 0n,
  root: Buffer.from(emptyRoot(sha256)),
  edge: Buffer.alloc(0),
});

const subjectsOfRecords = (records: readonly ActivityRecord[]): SubjectKey[] => {
  const subjects = new Map<string, SubjectKey>();
  for (const record of records)
    for (const id of subjectIdsOf(record))
      subjects.set(`${record.accountId}/${id}`, { accountId: record.accountId, id });
  return [...subjects.values()];
};

const saltsOf = (rows: readonly SubjectRow[]) => {
  const salts = new Map(rows.map((row) => [`${row.account_id}/${row.id}`, row.salt]));
  return (accountId: string, subjectId: string): Buffer | null =>
    salts.get(`${accountId}/${subjectId}`) ?? null;
};

const placing = (placings: readonly Placing[]): Statement[] => {
  const salted = new Map<string, SubjectKey>();
  for (const { record, placed } of placings)
    for (const id of placed.salted)
      salted.set(`${record.accountId}/${id}`, { accountId: record.accountId, id });
  const { actors, customers } = namesOf(placings);
  return [
    holdForgetting(),
    expectRemembered([...salted.values()]),
    placeRecords(placings),
    addActorNames(actors),
    addCustomerNames(customers),
    countDays(dayCounts(placings.map(({ record }) => record))),
  ];
};

const growing = (trees: readonly GrownByRound[], missing: readonly TreeRow[]): Statement[] => [
  insertTrees(
    missing.map(({ id, account_id: accountId, origin }) => ({ id, accountId, origin })),
    emptyRoot(sha256),
  ),
  growTrees(trees),
  growTiles(
    trees.flatMap(({ id, accountId, tiles }) => tiles.map((tile) => ({ treeId: id, accountId, ...tile }))),
  ),
];
