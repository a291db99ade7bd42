import type { CancellationPolicy, CreditRule } from '@kontor/domain/cancellation/policy';
import type { Segment } from '@kontor/domain/catalog/segment';
import { type PolicyId, parseProductId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import { parseMarketCode } from '@kontor/domain/market/market';
import type { Instant, LocalDate, Zone } from '@kontor/domain/time';
import { insertMany, type Statement, statement } from '../platform/db/statement.ts';
import type { PolicyDraft, PolicyScope } from './policy-input.ts';

export type PolicyRecord = {
  readonly id: PolicyId;
  readonly version: number;
  readonly family: Family;
  readonly product_id: string | null;
  readonly market: string | null;
  readonly segment: Segment | null;
  readonly cancellation_window: string | null;
  readonly credit: CreditRule;
  readonly zone: Zone;
  readonly effective_from: Instant;
  readonly extends_existing: boolean;
  readonly preset: string | null;
  readonly recorded_at: Instant;
};

const columns = `p.id, p.version, p.family, p.product_id, p.market, p.segment, p.cancellation_window, p.credit, p.zone,
  p.effective_from, p.extends_existing, p.preset, p.recorded_at`;

// Of one scope the latest in force holds, and of two from the same instant the later version.
const inForceText = `select distinct on (p.family, p.product_id, p.market, p.segment) ${columns} from kontor.policy p
  where p.effective_from <= $1 order by p.family, p.product_id, p.market, p.segment, p.effective_from desc, p.version desc`;

/** What holds at an instant, a version a scope. */
export const readPoliciesInForce = (at: Instant): Statement<PolicyRecord> =>
  statement('policies.read_in_force', inForceText, [new Date(at)]);

export const readUpcomingPolicies = (after: Instant): Statement<PolicyRecord> =>
  statement(
    'policies.read_upcoming',
    `select ${columns} from kontor.policy p where p.effective_from > $1 order by p.effective_from, p.id, p.version`,
    [new Date(after)],
  );

export const readPolicyVersions = (id: string): Statement<PolicyRecord> =>
  statement(
    'policies.read_versions',
    `select ${columns} from kontor.policy p where p.id = $1 order by p.version desc`,
    [id],
  );

/** Every version of the policies of some families. */
export const readFamilyPolicies = (families: readonly Family[]): Statement<PolicyRecord> =>
  statement(
    'policies.read_of_families',
    `select ${columns} from kontor.policy p where p.family = any ($1) order by p.id, p.version`,
    [families],
  );

/** Of the policies that due work names as `id:version`, the families. */
export const readPolicyFamilies = (refs: readonly string[]): Statement<{ readonly family: Family }> =>
  statement(
    'policies.read_families',
    `select distinct p.family from unnest($1::text[]) as r(ref)
     join kontor.policy p on p.id = split_part(r.ref, ':', 1)::uuid and p.version = split_part(r.ref, ':', 2)::integer`,
    [refs],
  );

/** A line with the version that holds for it; the policy's columns are null where it can never be cancelled. */
export type LinePolicyRow = {
  readonly cancellation_window: string | null;
  readonly cancellable_until: Instant | null;
  readonly closed_on: LocalDate | null;
  readonly ends_on: LocalDate | null;
  readonly family: Family;
  readonly zone: Zone | null;
  readonly credit: CreditRule | null;
  readonly id: string | null;
  readonly version: number | null;
  readonly effective_from: Instant | null;
  readonly extended: boolean;
};

// A purchase is made under what is in force and known; what took effect or came later can only have lengthened it.
export const readLinePolicyRow = (
  accountId: string,
  where: { readonly customerId: string; readonly orderId: string; readonly lineNumber: number },
): Statement<LinePolicyRow> =>
  statement(
    'policies.read_line',
    `select l.cancellation_window, l.cancellable_until, l.closed_on, l.ends_on, l.family, l.policy_zone as zone,
       l.credit_rule as credit, p.id, p.version, p.effective_from,
       coalesce(p.extends_existing and (p.effective_from > o.created_at or p.recorded_at > l.recorded_at), false) as extended
     from kontor.order_line l
     join kontor.purchase_order o on o.account_id = l.account_id and o.id = l.order_id
     left join kontor.policy p on p.id = l.policy_id and p.version = l.policy_version
     where l.account_id = $1 and l.customer_id = $2 and l.order_id = $3 and l.line_number = $4`,
    [accountId, where.customerId, where.orderId, where.lineNumber],
  );

export const policyOfRecord = (row: PolicyRecord): CancellationPolicy => {
  const productId = row.product_id === null ? undefined : parseProductId(row.product_id);
  const market = row.market === null ? undefined : parseMarketCode(row.market);
  return {
    id: row.id,
    version: row.version,
    family: row.family,
    ...(productId === undefined ? {} : { productId }),
    ...(market === undefined ? {} : { market }),
    ...(row.segment === null ? {} : { segment: row.segment }),
    window: row.cancellation_window,
    credit: row.credit,
    zone: row.zone,
    effectiveFrom: row.effective_from,
    extendsExisting: row.extends_existing,
  };
};

export type ScopeState = {
  /** Which of the drafts this is about, from 1. */
  readonly position: bigint;
  readonly id: PolicyId | null;
  readonly version: number | null;
  /** Of all policies: rows are never rewritten, so that an unchanged count is unchanged data. */
  readonly all_count: bigint;
};

/** The id and the last version of each scope, as far as it has any. */
export const readScopes = (scopes: readonly PolicyScope[]): Statement<ScopeState> =>
  statement(
    'policies.read_scopes',
    `select s.position, l.id, l.version, (select count(*) from kontor.policy) as all_count
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality
       as s(family, product_id, market, segment, position)
     left join lateral (
       select p.id, p.version from kontor.policy p
       where p.family = s.family and p.product_id is not distinct from s.product_id
         and p.market is not distinct from s.market and p.segment is not distinct from s.segment
       order by p.version desc, p.recorded_at desc limit 1) l on true
     order by s.position`,
    [
      scopes.map(({ family }) => family),
      scopes.map(({ productId }) => productId),
      scopes.map(({ market }) => market),
      scopes.map(({ segment }) => segment),
    ],
  );

export type KnownNames = {
  readonly market_known: boolean;
  readonly product_family: Family | null;
};

/** Whether the market is one and what family the product has; a null asks nothing. */
export const readNames = (market: string | null, productId: string | null): Statement<KnownNames> =>
  statement(
    'policies.read_names',
    `select $1::text is null or exists (select from kontor.market where code = $1) as market_known,
       (select family from kontor.product where id = $2) as product_family`,
    [market, productId],
  );

// Any number that no other lock of ours uses; held to the end of the transaction.
const policyLock = 7_236_541_011;

/** One writer at a time, and only if nobody wrote since the scopes were read. */
export const guardPolicies = (count: bigint): readonly [Statement, Statement] => [
  statement('policies.lock', 'select pg_advisory_xact_lock($1)', [policyLock]),
  statement(
    'policies.guard',
    `select kontor.expect((select count(*) from kontor.policy), $1, 'policy.changed')`,
    [count],
  ),
];

export type NewPolicy = PolicyDraft & { readonly id: PolicyId; readonly version: number };

const column = (name: string, type: string) => ({ name, type });
const insertion = {
  name: 'policies.insert',
  table: 'kontor.policy',
  columns: [
    column('id', 'uuid'),
    column('version', 'integer'),
    column('family', 'text'),
    column('product_id', 'text'),
    column('market', 'text'),
    column('segment', 'text'),
    column('cancellation_window', 'text'),
    column('credit', 'text'),
    column('zone', 'text'),
    column('effective_from', 'timestamptz'),
    column('extends_existing', 'boolean'),
    column('preset', 'text'),
  ],
};

export const insertPolicies = (policies: readonly NewPolicy[]): Statement =>
  insertMany(
    insertion,
    policies.map((policy) => [
      policy.id,
      policy.version,
      policy.family,
      policy.productId,
      policy.market,
      policy.segment,
      policy.window,
      policy.credit,
      policy.zone,
      new Date(policy.effectiveFrom),
      policy.extendsExisting,
      policy.preset,
    ]),
  );

/**
 * Every partner account lengthens its windows when its own clock comes to the policy; an account whose clock is
 * past it already does so now.
 */
export const insertExtensions = (policy: NewPolicy, realNow: Instant): Statement =>
  statement(
    'policies.insert_extensions',
    `insert into kontor.due (account_id, id, due_at, kind, ref)
     select a.id, gen_random_uuid(),
       greatest($1::timestamptz, $2::timestamptz + make_interval(secs => a.clock_offset_ms / 1000.0)), 'policy.extension', $3
     from kontor.account a where a.kind = 'partner' and a.deleted_at is null`,
    [new Date(policy.effectiveFrom), new Date(realNow), `${policy.id}:${policy.version}`],
  );

/** A new account takes part in the extensions that are still to come. */
export const insertExtensionDue = (accountId: string): Statement =>
  statement(
    'policies.insert_extension_due',
    `insert into kontor.due (account_id, id, due_at, kind, ref)
     select a.id, gen_random_uuid(), p.effective_from, 'policy.extension', p.id || ':' || p.version
     from kontor.account a join kontor.policy p on p.extends_existing
       and p.effective_from > clock_timestamp() + make_interval(secs => a.clock_offset_ms / 1000.0)
     where a.id = $1`,
    [accountId],
  );
