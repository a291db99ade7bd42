import type { KeyFormat } from '@kontor/domain/catalog/key-format';
import { accepted, refused } from '@kontor/domain/decision';
import type { FulfilmentChoice } from '@kontor/domain/entitlement/fulfilment';
import { revealKey as decide, type RevealPlan } from '@kontor/domain/entitlement/reveal-key';
import type { CustomerId, EntitlementId } from '@kontor/domain/ids';
import { act } from '../partners/act.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import {
  type EntitlementRow,
  fulfilmentsOf,
  holdEntitlement,
  type IssuedKeyRow,
  markKeyShown,
  readEntitlement,
  readEntitlementArtifacts,
  readIssuedKeys,
} from './entitlement-store.ts';
import { takeFurtherKeys } from './take-further-keys.ts';

export type RevealInput = {
  readonly permission: 'keys.read' | 'my_keys.read';
  readonly customerId: CustomerId;
  readonly entitlementId: EntitlementId;
  readonly choice: FulfilmentChoice;
};

/** Keys in clear: they go into the answer and nowhere else. */
export type RevealedKeys = {
  readonly keyFormat: KeyFormat;
  readonly keys: readonly { readonly position: number; readonly key: string }[];
};

/**
 * Shows the keys of a fulfilment, the same ones every time, and records the look in the same transaction under
 * the lock that a cancel takes: before the cancel it is on record, after it it is refused.
 */
export const revealKey = (ctx: RequestContext, input: RevealInput) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const { customerId, entitlementId, choice } = input;
    const read = await readAs(ctx, input.permission, customerId, [
      readEntitlement(accountId, customerId, entitlementId),
      readEntitlementArtifacts(accountId, entitlementId),
      readIssuedKeys(accountId, entitlementId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row], artifacts, issued] = rows;
    if (!row) return refused({ code: 'entitlement.not_found' });
    const decision = decide(
      {
        entitlement: { status: row.status, expiresAt: row.expires_at },
        fulfilments: fulfilmentsOf(artifacts, row),
        choice,
        keysEntitled: row.keys_wanted,
        assigned: countsOf(issued),
      },
      caller.now,
    );
    if (!decision.accepted) return decision;
    const plan = decision.value;
    const held = issued.filter((key) => key.key_group === plan.keyGroup);
    const keys = plan.keysToTake === 0 ? held : await takeFurtherKeys(ctx, caller, row, plan);
    if (keys === undefined) return refused({ code: 'entitlement.provisioning' });
    return showKeys(ctx, caller, { row, choice, plan, keys });
  });

type Showing = {
  readonly row: EntitlementRow;
  readonly choice: FulfilmentChoice;
  readonly plan: RevealPlan;
  readonly keys: readonly IssuedKeyRow[];
};

const showKeys = async (ctx: RequestContext, caller: Caller, { row, choice, plan, keys }: Showing) => {
  const opened = await Promise.all(keys.map((key) => openKey(ctx, caller, row, key)));
  const revealed: RevealedKeys = {
    keyFormat: plan.keyFormat,
    keys: opened.map(({ position, text }) => ({ position, key: text })),
  };
  const done = await act(
    ctx,
    caller,
    {
      writes: [
        holdEntitlement(caller.accountId, row.id, row.version),
        ...opened.flatMap(({ firstLook }) => firstLook ?? []),
      ],
      activity: [
        {
          action: 'get_software_key',
          resourceId: row.id,
          details: {
            orderId: row.order_id,
            lineNumber: row.line_number,
            productId: row.product_id,
            skuId: row.sku_id,
            productTitle: row.product_title,
            skuTitle: row.sku_title,
            ...choice,
            keyIds: keys.map((key) => key.id),
          },
        },
      ],
      events: [],
    },
    undefined,
  );
  return done.accepted ? accepted(revealed) : done;
};

const openKey = async (ctx: RequestContext, caller: Caller, row: EntitlementRow, key: IssuedKeyRow) => {
  const bound = { table: 'licence_key', row: key.id, tenant: `${caller.accountId}/${row.id}` };
  const place = key.bound_to_tenant ? bound : { ...bound, tenant: 'installation' };
  const text = await ctx.vault.open(place, key.ciphertext, key.data_key_id);
  const firstLook: Statement | undefined =
    key.bound_to_tenant && key.shown
      ? undefined
      : markKeyShown(caller.accountId, { id: key.id, ...ctx.vault.seal(bound, text) }, caller.now);
  return { position: key.position, text, firstLook };
};

const countsOf = (issued: readonly IssuedKeyRow[]): { keyGroup: string; count: number }[] =>
  [...Map.groupBy(issued, (key) => key.key_group)].map(([keyGroup, keys]) => ({
    keyGroup,
    count: keys.length,
  }));
