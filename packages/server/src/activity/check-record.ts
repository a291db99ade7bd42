import { actorPaths, type Leaf } from '@kontor/domain/activity/leaf';
import { leafHash } from '@kontor/domain/activity/merkle-tree';
import type { Json } from '@kontor/domain/activity/personal';
import { formatInstant } from '@kontor/domain/time';
import type { CheckedRow } from './check-store.ts';
import { nobody } from './count-records.ts';
import { commitmentOf, sha256 } from './leaf-of.ts';

export type RecordFault = 'leaf_altered' | 'row_altered' | 'words_altered';

/** What is wrong with a record whose leaf hash should be this; undefined when nothing is. */
export const faultOfRecord = (row: CheckedRow, expected: Uint8Array): RecordFault | undefined => {
  if (!hashOfLeaf(row.leaf).equals(expected)) return 'leaf_altered';
  // Its hash is that of what was signed, so that it reads as what this version wrote.
  const leaf = JSON.parse(row.leaf) as Leaf;
  if (!saysAsLeaf(row, leaf)) return 'row_altered';
  return wordsOpen(row, leaf) ? undefined : 'words_altered';
};

export const hashOfLeaf = (leaf: string): Buffer => Buffer.from(leafHash(sha256, Buffer.from(leaf, 'utf8')));

const saysAsLeaf = (row: CheckedRow, leaf: Leaf): boolean =>
  row.leaf_index === BigInt(leaf.leafIndex) &&
  row.id === leaf.id &&
  formatInstant(row.at) === leaf.at &&
  row.action === leaf.action &&
  row.outcome === leaf.outcome &&
  row.resource_type === leaf.resourceType &&
  row.resource_id === leaf.resourceId &&
  row.customer_id === leaf.customerId &&
  row.actor_id === (leaf.user?.id ?? leaf.clientId ?? nobody);

const wordsOpen = ({ personal, actor_salt, about_salt }: CheckedRow, leaf: Leaf): boolean =>
  Object.entries(personal ?? {}).every(([path, word]) => {
    const salt = actorPaths.some((one) => one === path) ? actor_salt : about_salt;
    const found = memberAt(leaf as unknown as Json, path); // a leaf is JSON
    return salt !== null && commitmentIn(found) === commitmentOf(salt, path, word).commitment;
  });

const commitmentIn = (value: Json | undefined): Json | undefined =>
  typeof value === 'object' && value !== null && 'commitment' in value ? value.commitment : undefined;

const memberAt = (value: Json, path: string): Json | undefined =>
  path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>(
      (at, step) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, step)
          ? (at as Readonly<Record<string, Json>>)[step] // a list has its places as names
          : undefined,
      value,
    );
