import type { RevealPlan } from '@kontor/domain/entitlement/reveal-key';
import { keyFormOf } from '../catalog/key-form.ts';
import { makeKeys } from '../orders/make-keys.ts';
import { poolHint, rememberTake } from '../orders/pool-hints.ts';
import { insertGeneratedKeys, takeKeys } from '../orders/purchase-store.ts';
import type { Caller } from '../partners/read-as.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import type { RequestContext } from '../platform/http/context.ts';
import {
  type EntitlementRow,
  holdEntitlement,
  type IssuedKeyRow,
  readIssuedKeys,
  readLastPosition,
} from './entitlement-store.ts';

/**
 * Takes the keys of a group that is looked at for the first time, or that units were added to, under the entitlement's
 * lock; what is held already, which may be nothing, when the pool is short. A crash before they are shown leaves them
 * with the entitlement, where the next look finds them.
 */
export const takeFurtherKeys = (
  ctx: RequestContext,
  caller: Caller,
  row: EntitlementRow,
  plan: RevealPlan,
): Promise<readonly IssuedKeyRow[]> =>
  withTransaction(ctx.pools.app, caller.scope, async (transaction) => {
    await transaction.run(holdEntitlement(caller.accountId, row.id, row.version));
    const heldNow = await transaction.run(readIssuedKeys(caller.accountId, row.id));
    const held = heldNow.rows.filter((key) => key.key_group === plan.keyGroup);
    const count = row.keys_wanted - held.length;
    if (count <= 0) return held;
    const wanted = {
      productId: row.product_id,
      skuId: row.sku_id,
      keyGroup: plan.keyGroup,
      count,
      hint: poolHint(row.product_id, row.sku_id, plan.keyGroup),
      accountId: caller.accountId,
      customerId: row.customer_id,
      entitlementId: row.id,
      at: caller.now,
    };
    if (row.key_source !== 'pool') {
      const place = readLastPosition(caller.accountId, row.id, plan.keyGroup);
      const after = (await transaction.run(place)).rows[0]?.last ?? 0;
      const making = { form: keyFormOf(row), after, sandbox: row.key_source === 'sandbox' };
      await transaction.run(insertGeneratedKeys(makeKeys(ctx.vault, wanted, making)));
    } else {
      const { rows } = await transaction.run(takeKeys(wanted));
      const top = rows[0]?.top ?? null;
      rememberTake(row.product_id, row.sku_id, plan.keyGroup, top);
      if (top === null) return held;
    }
    const issued = await transaction.run(readIssuedKeys(caller.accountId, row.id));
    return issued.rows.filter((key) => key.key_group === plan.keyGroup);
  });
