import { accepted } from '@kontor/domain/decision';
import { noticeStock } from '../catalog/low-stock.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type KeyPolicyRow, readKeyPolicy, updateKeyPolicy } from './key-pools-store.ts';

export type KeyPolicy = { readonly replacementsAYear: number; readonly lowStockThreshold: number };

export const getKeyPolicy = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'settings.manage', undefined, [readKeyPolicy()]);
  if (!read.accepted) return read;
  const [[row]] = read.value.rows;
  return accepted(policyOf(row));
};

/** From now on keys are replaced and stock is watched so. */
export const putKeyPolicy = async (ctx: RequestContext, after: KeyPolicy) => {
  const read = await readAs(ctx, 'settings.manage', undefined, [readKeyPolicy()]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row]] = rows;
  const done = await actAsOperator(
    ctx,
    caller,
    {
      writes: [
        updateKeyPolicy({
          key_replacements_a_year: after.replacementsAYear,
          low_stock_threshold: after.lowStockThreshold,
        }),
      ],
      activity: [
        {
          action: 'set_key_policy',
          resourceId: 'keys',
          oldValue: policyOf(row),
          newValue: after,
          details: after,
        },
      ],
      events: [
        { type: 'settings.keys_changed', aggregateType: 'settings', aggregateId: 'keys', data: after },
      ],
    },
    after,
  );
  if (!done.accepted) return done;
  await noticeStock(ctx.pools.system);
  return accepted(done.value.value);
};

const policyOf = (row: KeyPolicyRow | undefined): KeyPolicy => ({
  replacementsAYear: row?.key_replacements_a_year ?? 0,
  lowStockThreshold: row?.low_stock_threshold ?? 0,
});
