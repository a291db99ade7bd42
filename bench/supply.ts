import type { Pool } from '@kontor/server/platform/db/pools';
import type { Vault } from '@kontor/server/platform/keys/vault';
import { byPartner, clonePurchases } from './clone-purchases.ts';
import type { RowCounts } from './count-rows.ts';
import type { Subject, Subjects } from './subject.ts';
import { addKeys } from './world-offer.ts';
import type { BenchPartner } from './world-people.ts';

/** Purchases to work on and keys to sell, made between runs so that no run ends early. */
export type Supply = {
  /** At least so many purchases that nothing has been done with, spread evenly over partners and customers. */
  readonly purchases: (count: number) => Promise<Subjects>;
  /** How many of what `purchases` gave last were used, by partner. */
  readonly use: (used: readonly number[]) => void;
  /** At least so many keys in the pool. */
  readonly keys: (count: number) => Promise<void>;
  /** What has been added past the product, as rows. */
  readonly arranged: () => RowCounts;
};

const leastClones = 2_000;
const leastKeys = 5_000;

export const openSupply = (
  owner: Pool,
  vault: Vault,
  modelOrder: string,
  partners: readonly BenchPartner[],
): Supply => {
  let unused: Subjects = partners.map(() => []);
  let cloned = 0;
  const customers = partners.flatMap((partner) => partner.customers);
  // The number of keys is asked from the database: the product and the floor both take them.
  const keys = async (count: number): Promise<void> => {
    const { rows } = await owner.query<{ free: number }>(
      'select count(*)::int as free from kontor.licence_key where entitlement_id is null',
    );
    const missing = count - (rows[0]?.free ?? 0);
    if (missing <= 0) return;
    await addKeys(owner, vault, Math.max(missing, leastKeys));
    await owner.query('analyze kontor.licence_key');
  };
  const purchases = async (count: number): Promise<Subjects> => {
    const each = Math.ceil(count / partners.length);
    const missing = Math.max(...unused.map((list) => each - list.length)) * partners.length;
    if (missing > 0) {
      const wanted = Math.max(missing, leastClones);
      await keys(wanted + leastKeys);
      const made = await clonePurchases(owner, modelOrder, inTurns(customers, partners.length, wanted));
      cloned += made.length;
      const added = byPartner(
        made,
        partners.map(({ account }) => account),
      );
      unused = unused.map((list, index) => [...list, ...(added[index] ?? [])]);
      await owner.query('analyze');
    }
    return unused.map((list) => list.slice(0, each));
  };
  const use = (used: readonly number[]) => {
    unused = unused.map((list, index) => list.slice(used[index] ?? 0));
  };
  const arranged = () => ({ orders: cloned, keys: cloned });
  return { purchases, use, keys, arranged };
};

/** `count` customers, one of each partner in turn; `customers` holds equally many of each partner, in blocks. */
const inTurns = (customers: readonly Subject[], partners: number, count: number): Subject[] => {
  const block = customers.length / partners;
  return Array.from({ length: count }, (_, at) => {
    const customer = customers[(at % partners) * block + (Math.floor(at / partners) % block)];
    if (customer === undefined) throw new Error('every partner has customers');
    return customer;
  });
};
