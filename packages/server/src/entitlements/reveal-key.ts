import type { KeyFormat } from '@kontor/domain/catalog/key-format';
import { accepted, refused } from '@kontor/domain/decision';
import type { FulfilmentChoice } from '@kontor/domain/entitlement/fulfilment';
import { activationsFor } from '@kontor/domain/entitlement/key-quantity';
import { revealKey as decide, type RevealPlan } from '@kontor/domain/entitlement/reveal-key';
import type { CustomerId, EntitlementId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { keyQuantityOf } from '../catalog/key-form.ts';
import type { ArtifactRow } from '../catalog/offer-store.ts';
import { act } from '../partners/act.ts';
import type { EventEntry } from '../partners/event-store.ts';
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
  readonly keyGroup: string;
  readonly keys: readonly { readonly position: number; readonly key: string }[];
  /** How often the key may be activated, where the purchase says so. */
  readonly activations: number | null;
  /** Keys of the purchase that wait for stock; the next look shows them when they have come. */
  readonly missing: number;
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
    return showKeysOf(ctx, caller, { row, artifacts, issued, choice }, plainLook);
  });

/** An entitlement as it was read for a look at its keys. */
export type KeysRead = {
  readonly row: EntitlementRow;
  readonly artifacts: readonly ArtifactRow[];
  readonly issued: readonly IssuedKeyRow[];
  readonly choice: FulfilmentChoice;
};

/** How somebody comes to look: what else is written under the lock, and what the record says of it. */
export type Look = {
  readonly writes: readonly Statement[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly events: readonly EventEntry[];
};

const plainLook: Look = { writes: [], details: {}, events: [] };

/** The one way to keys in clear: decided, held against a cancel, and on record. @throws VersionChanged */
export const showKeysOf = async (ctx: RequestContext, caller: Caller, read: KeysRead, look: Look) => {
  const decision = planLook(read, caller.now);
  if (!decision.accepted) return decision;
  const { row, choice, issued } = read;
  const plan = decision.value;
  const held = issued.filter((key) => key.key_group === plan.keyGroup);
  const keys = plan.keysToTake === 0 ? held : await takeFurtherKeys(ctx, caller, row, plan);
  if (keys.length === 0) return refused({ code: 'entitlement.provisioning' });
  return showKeys(ctx, caller, { row, choice, plan, keys, look });
};

/** Whether the keys may be shown now, without showing them. */
export const planLook = ({ row, artifacts, issued, choice }: KeysRead, now: Instant) =>
  decide(
    {
      entitlement: { status: row.status, expiresAt: row.expires_at },
      fulfilments: fulfilmentsOf(artifacts, row),
      choice,
      keysEntitled: row.keys_wanted,
      assigned: countsOf(issued),
    },
    now,
  );

type Showing = {
  readonly row: EntitlementRow;
  readonly choice: FulfilmentChoice;
  readonly plan: RevealPlan;
  readonly keys: readonly IssuedKeyRow[];
  readonly look: Look;
};

const showKeys = async (ctx: RequestContext, caller: Caller, { row, choice, plan, keys, look }: Showing) => {
  const opened = await Promise.all(keys.map((key) => openKey(ctx, caller, row, key)));
  const revealed: RevealedKeys = {
    // A key keeps the format it came in with, whatever its SKU says now.
    keyFormat: keys[0]?.key_format ?? plan.keyFormat,
    keyGroup: plan.keyGroup,
    keys: opened.map(({ position, text }) => ({ position, key: text })),
    activations: activationsFor(keyQuantityOf(row, row.keys_wanted), row.quantity),
    missing: Math.max(row.keys_wanted - keys.length, 0),
  };
  const done = await act(
    ctx,
    caller,
    {
      writes: [
        holdEntitlement(caller.accountId, row.id, row.version),
        ...look.writes,
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
            ...look.details,
          },
        },
      ],
      events: look.events,
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
