import { accepted, type Decision, refused } from '@kontor/domain/decision';
import {
  replaceKey as decide,
  type ReplacementReason,
  type ReplacementRefusal,
  yearBefore,
} from '@kontor/domain/entitlement/replace-key';
import { type AccountId, type CustomerId, type EntitlementId, parseCustomerId } from '@kontor/domain/ids';
import { type Instant, instant } from '@kontor/domain/time';
import { keyFormOf } from '../catalog/key-form.ts';
import { readKeyPolicy } from '../key-pools/key-pools-store.ts';
import { makeKeys } from '../orders/make-keys.ts';
import { poolHint } from '../orders/pool-hints.ts';
import { insertGeneratedKeys } from '../orders/purchase-store.ts';
import { type Act, act } from '../partners/act.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { ExpectationFailed } from '../platform/db/errors.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type EntitlementRow, holdEntitlement, readEntitlement } from './entitlement-store.ts';
import {
  placeReplacement,
  readKeyAt,
  readOwnerOf,
  readReplacements,
  retireKey,
  takeOneOrFail,
} from './replacement-store.ts';

export type ReplaceInput = {
  readonly entitlementId: EntitlementId;
  readonly position: number;
  /** The SKU's default group when left out. */
  readonly keyGroup?: string | undefined;
  readonly reason: ReplacementReason;
};

export type Replacement = {
  readonly position: number;
  readonly keyGroup: string;
  readonly replacedLastCharacters: string;
  /** Null for the operator, who is not limited. */
  readonly replacementsLeft: number | null;
};

/** An Admin agent replaces a key that does not work: as often a year as the operator allows. */
export const replaceKey = (ctx: RequestContext, customerId: CustomerId, input: ReplaceInput) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'keys.replace', customerId, [
      readEntitlement(accountId, customerId, input.entitlementId),
      ...keyReads(accountId, input),
      readKeyPolicy(),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row], keys, made, [policy]] = rows;
    if (!row) return refused({ code: 'entitlement.not_found' });
    const mostAYear = policy?.key_replacements_a_year ?? 0;
    const facts = { row, keys, made, mostAYear, now: caller.now };
    const plan = planOf(input, facts);
    if (!plan.accepted) return plan;
    const deed = deedOf(ctx, { accountId, row, input, plan: plan.value, byOperator: false, now: caller.now });
    return unlessEmpty(plan.value, () => act(ctx, caller, deed, plan.value.answer));
  });

/** The operator replaces a key of a partner's purchase, also one that nobody has seen. */
export const replacePartnerKey = (
  ctx: RequestContext,
  accountId: AccountId | undefined,
  input: ReplaceInput,
) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'keys.manage', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    if (!accountId) return refused({ code: 'partner.not_found' });
    const { system } = ctx.pools;
    const [owner] = await query(system, noTenant, readOwnerOf(accountId, input.entitlementId));
    const customerId = owner && parseCustomerId(owner.customer_id);
    if (!owner || !customerId) return refused({ code: 'entitlement.not_found' });
    const [[row], keys, made] = await readBatch(system, noTenant, [
      readEntitlement(accountId, customerId, input.entitlementId),
      ...keyReads(accountId, input),
    ]);
    if (!row) return refused({ code: 'entitlement.not_found' });
    const now = instant(ctx.realNow() + Number(owner.clock_offset_ms));
    const plan = planOf(input, { row, keys, made, mostAYear: null, now });
    if (!plan.accepted) return plan;
    const deed = deedOf(ctx, { accountId, row, input, plan: plan.value, byOperator: true, now });
    const customer = { id: customerId, name: owner.customer_name, market: '', region: '' };
    const asCaller: Caller = { ...caller, customer };
    return unlessEmpty(plan.value, () =>
      actAsOperator(ctx, asCaller, deed, plan.value.answer, { accountId, now }),
    );
  });

const keyReads = (accountId: string, { entitlementId, position, keyGroup }: ReplaceInput) =>
  [
    readKeyAt(accountId, entitlementId, { position, keyGroup: keyGroup ?? null }),
    readReplacements(accountId, entitlementId),
  ] as const;

type KeyAt = NonNullable<ReturnType<typeof readKeyAt> extends Statement<infer R> ? R : never>;

type Facts = {
  readonly row: EntitlementRow;
  readonly keys: readonly KeyAt[];
  readonly made: readonly { readonly replaced_at: Instant }[];
  readonly mostAYear: number | null;
  readonly now: Instant;
};

type Plan = { readonly key: KeyAt; readonly answer: Replacement };

const planOf = (
  { position }: ReplaceInput,
  { row, keys: [key], made, mostAYear, now }: Facts,
): Decision<Plan, ReplacementRefusal> => {
  const replacedAt = made.map(({ replaced_at }) => replaced_at);
  const entitlement = { status: row.status, expiresAt: row.expires_at };
  const decision = decide({ entitlement, key, replacedAt, mostAYear }, now);
  if (!decision.accepted) return decision;
  const used = replacedAt.filter((at) => at > yearBefore(now)).length;
  return accepted({
    key: decision.value,
    answer: {
      position,
      keyGroup: decision.value.key_group,
      replacedLastCharacters: decision.value.last_characters,
      replacementsLeft: mostAYear === null ? null : mostAYear - used - 1,
    },
  });
};

type Deed = {
  readonly accountId: AccountId;
  readonly row: EntitlementRow;
  readonly input: ReplaceInput;
  readonly plan: Plan;
  readonly byOperator: boolean;
  readonly now: Instant;
};

const deedOf = (ctx: RequestContext, { accountId, row, input, plan, byOperator, now }: Deed): Act => {
  const { key } = plan;
  const wanted = {
    productId: row.product_id,
    skuId: row.sku_id,
    keyGroup: key.key_group,
    count: 1,
    hint: poolHint(row.product_id, row.sku_id, key.key_group),
    accountId,
    customerId: row.customer_id,
    entitlementId: row.id,
    at: now,
  };
  const came = key.last_position + 1;
  const making = {
    form: keyFormOf(row),
    after: key.last_position,
    sandbox: row.key_source === 'sandbox',
  };
  const place = { keyGroup: key.key_group, came, position: key.position, replaces: key.id };
  const details = {
    orderId: row.order_id,
    lineNumber: row.line_number,
    productId: row.product_id,
    skuId: row.sku_id,
    productTitle: row.product_title,
    skuTitle: row.sku_title,
    keyGroup: key.key_group,
    position: key.position,
    replacedKeyId: key.id,
    lastCharacters: key.last_characters,
    reason: input.reason,
  };
  return {
    writes: [
      holdEntitlement(accountId, row.id, row.version),
      retireKey({ accountId, id: key.id, reason: input.reason, byOperator, at: now }),
      row.key_source === 'pool'
        ? takeOneOrFail(wanted)
        : insertGeneratedKeys(makeKeys(ctx.vault, wanted, making)),
      placeReplacement(accountId, row.id, place),
    ],
    activity: [
      {
        action: 'replace_software_key',
        resourceId: row.id,
        oldValue: { keyId: key.id, position: key.position },
        newValue: { position: key.position, replaces: key.id },
        details,
      },
    ],
    events: [
      {
        type: 'software_key.replaced',
        aggregateType: 'entitlement',
        aggregateId: row.id,
        data: eventData(details),
      },
    ],
  };
};

const eventData = ({ orderId, keyGroup, position, reason }: Readonly<Record<string, unknown>>) => ({
  orderId,
  keyGroup,
  position,
  reason,
});

const unlessEmpty = async <R extends { readonly code: string }>(
  { answer }: Plan,
  deed: () => Promise<Decision<unknown, R>>,
): Promise<Decision<Replacement, R | { readonly code: 'key_pool.empty' }>> => {
  try {
    const done = await deed();
    return done.accepted ? accepted(answer) : done;
  } catch (error) {
    if (error instanceof ExpectationFailed && error.code === 'key_pool.empty')
      return refused({ code: 'key_pool.empty' });
    throw error;
  }
};
