import type { Impact } from '@kontor/domain/support/impact';
import type { SupportOutcome, SupportStatus } from '@kontor/domain/support/support-status';
import type { SupportType } from '@kontor/domain/support/support-type';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** A request as its row is, with the names that are shown beside it and its account's clock. */
export type RequestRow = {
  readonly account_id: string;
  readonly account_name: string;
  readonly sandbox: boolean;
  readonly clock_offset_ms: bigint;
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly type: SupportType;
  readonly impact: Impact;
  readonly status: SupportStatus;
  readonly title: string;
  readonly description: string;
  readonly author_id: string;
  readonly author_name: string;
  readonly contact_name: string;
  readonly contact_email: string;
  readonly contact_phone: string;
  readonly language: 'en' | 'tr';
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly customer_domain: string | null;
  readonly order_id: string | null;
  readonly line_numbers: number[] | null;
  readonly subscription_id: string | null;
  readonly refund_reason: string | null;
  readonly refund_minor: bigint | null;
  readonly refund_currency: string | null;
  readonly assignee_id: string | null;
  readonly assignee_name: string | null;
  readonly clock_used_ms: bigint;
  readonly clock_since: Instant | null;
  readonly answered_at: Instant | null;
  readonly outcome: SupportOutcome | null;
  readonly decided_at: Instant | null;
  readonly decided_by: string | null;
  readonly kept_purchase: boolean | null;
  readonly credit_currency: string | null;
  readonly credit_net_minor: bigint | null;
  readonly credit_tax_minor: bigint | null;
  readonly created_at: Instant;
  readonly modified_at: Instant;
  readonly closed_at: Instant | null;
};

/** Either name of a request. */
export type RequestKey = { readonly by: 'id' | 'number'; readonly key: string };

const columns = `r.account_id, a.name as account_name, a.sandbox, a.clock_offset_ms, r.id, r.number, r.version, r.type,
  r.impact, r.status, r.title, r.description, r.author_id, r.author_name, r.contact_name, r.contact_email,
  r.contact_phone, r.language, r.customer_id, c.name as customer_name, c.domain as customer_domain, r.order_id,
  r.line_numbers, r.subscription_id, r.refund_reason, r.refund_minor, r.refund_currency, r.assignee_id,
  r.assignee_name, r.clock_used_ms, r.clock_since, r.answered_at, r.outcome, r.decided_at, r.decided_by,
  r.kept_purchase, r.credit_currency, r.credit_net_minor, r.credit_tax_minor, r.created_at, r.modified_at, r.closed_at`;

const joined = `kontor.support_request r
  join kontor.account a on a.id = r.account_id
  left join kontor.customer c on c.account_id = r.account_id and c.id = r.customer_id`;

// The wall of the tenant is the database's own; the operator names a request without its account.
const named = { id: 'r.id = $1::uuid', number: 'r.number = $1' } as const;

export const readRequest = ({ by, key }: RequestKey): Statement<RequestRow> => ({
  name: `support.read_request_by_${by}`,
  text: `select ${columns} from ${joined} where ${named[by]}`,
  values: [key],
});

/** What of the purchase is charged and not credited yet, tax included; no row where nothing was charged. */
export type LeftRow = { readonly currency: string; readonly left_minor: bigint };

const leftText = (by: RequestKey['by']) => `
select ch.currency, sum(ch.sign * (ch.net_minor + ch.tax_minor))::bigint as left_minor
from kontor.support_request r
join kontor.order_line l on l.account_id = r.account_id
  and case when r.subscription_id is null
    then l.order_id = r.order_id and (r.line_numbers is null or l.line_number = any (r.line_numbers))
    else l.subscription_id = r.subscription_id
      and l.ends_on = (select s.ends_on from kontor.subscription s where s.account_id = r.account_id and s.id = r.subscription_id)
    end
join kontor.charge ch on ch.account_id = l.account_id and ch.order_id = l.order_id and ch.line_number = l.line_number
where ${named[by]} and r.order_id is not null
group by ch.currency`;

export const readLeft = ({ by, key }: RequestKey): Statement<LeftRow> => ({
  name: `support.read_left_by_${by}`,
  text: leftText(by),
  values: [key],
});

export type NewRequest = Omit<
  RequestRow,
  'account_name' | 'sandbox' | 'clock_offset_ms' | 'customer_name' | 'customer_domain' | 'version'
>;

/** A number that is taken already is drawn again. */
export const insertRequest = (row: NewRequest): Statement => ({
  name: 'support.insert_request',
  text: `with added as (
      insert into kontor.support_request (account_id, id, number, type, impact, status, title, description, author_id,
        author_name, contact_name, contact_email, contact_phone, language, customer_id, order_id, line_numbers,
        subscription_id, refund_reason, refund_minor, refund_currency, clock_since, created_at, modified_at)
      values ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $21, $21)
      on conflict (number) do nothing returning 1)
    select kontor.expect(count(*), 1, 'support_number.changed') from added`,
  values: [
    row.account_id,
    row.id,
    row.number,
    row.type,
    row.impact,
    row.title,
    row.description,
    row.author_id,
    row.author_name,
    row.contact_name,
    row.contact_email,
    row.contact_phone,
    row.language,
    row.customer_id,
    row.order_id,
    row.line_numbers,
    row.subscription_id,
    row.refund_reason,
    row.refund_minor,
    row.refund_currency,
    new Date(row.created_at),
  ],
});

const dateOf = (at: Instant | null) => (at === null ? null : new Date(at));

/** The row as it is after an act. Raises when another act came first. */
export const updateRequest = (before: RequestRow, after: RequestRow): Statement => ({
  name: 'support.update_request',
  text: `with changed as (
      update kontor.support_request set version = version + 1, impact = $4, status = $5, assignee_id = $6,
        assignee_name = $7, clock_used_ms = $8, clock_since = $9, answered_at = $10, outcome = $11, decided_at = $12,
        decided_by = $13, kept_purchase = $14, credit_currency = $15, credit_net_minor = $16, credit_tax_minor = $17,
        modified_at = $18, closed_at = $19
      where account_id = $1 and id = $2 and version = $3 returning 1)
    select kontor.expect(count(*), 1, 'support_request.changed') from changed`,
  values: [
    before.account_id,
    before.id,
    before.version,
    after.impact,
    after.status,
    after.assignee_id,
    after.assignee_name,
    after.clock_used_ms,
    dateOf(after.clock_since),
    dateOf(after.answered_at),
    after.outcome,
    dateOf(after.decided_at),
    after.decided_by,
    after.kept_purchase,
    after.credit_currency,
    after.credit_net_minor,
    after.credit_tax_minor,
    dateOf(after.modified_at),
    dateOf(after.closed_at),
  ],
});

export type RequestFilter = {
  /** Null: of every account. */
  readonly accountId: string | null;
  /** Null: whoever made them. */
  readonly authorId: string | null;
  readonly statuses: readonly string[] | null;
  readonly types: readonly string[] | null;
  readonly impacts: readonly string[] | null;
  readonly customerId: string | null;
  readonly orderId: string | null;
  /** A part of the title in any case, or the beginning of a number. */
  readonly text: string | null;
  readonly overdue: boolean;
  /** Null: anybody's and nobody's. */
  readonly assigneeId: string | null;
  readonly unassigned: boolean;
  readonly realNow: Instant;
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

const wanted = `($1::uuid is null or r.account_id = $1)
  and ($2::uuid is null or r.author_id = $2)
  and ($3::text[] is null or r.status = any ($3))
  and ($4::text[] is null or r.type = any ($4))
  and ($5::text[] is null or r.impact = any ($5))
  and ($6::uuid is null or r.customer_id = $6)
  and ($7::text is null or r.order_id = $7)
  and ($8::text is null or position(lower($8) in lower(r.title)) > 0 or starts_with(r.number, $8))
  and ($9::uuid is null or r.assignee_id = $9)
  and (not $10 or r.assignee_id is null)
  and (not $11 or (r.clock_since is not null
    and r.clock_since + (case r.impact when 'critical' then 2 when 'moderate' then 4 else 8 end * interval '1 hour')
      - r.clock_used_ms * interval '1 millisecond' < $12::timestamptz + a.clock_offset_ms * interval '1 millisecond'))`;

const filterValues = (filter: RequestFilter) => [
  filter.accountId,
  filter.authorId,
  filter.statuses,
  filter.types,
  filter.impacts,
  filter.customerId,
  filter.orderId,
  filter.text,
  filter.assigneeId,
  filter.unassigned,
  filter.overdue,
  new Date(filter.realNow),
];

export const listRequests = (filter: RequestFilter): Statement<RequestRow> => ({
  name: 'support.list_requests',
  text: `select ${columns} from ${joined} where ${wanted}
    and (r.created_at, r.id) < (coalesce($13::timestamptz, 'infinity'), coalesce($14::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
    order by r.created_at desc, r.id desc limit $15`,
  values: [
    ...filterValues(filter),
    filter.after ? new Date(filter.after.at) : null,
    filter.after?.id ?? null,
    filter.limit,
  ],
});

/** Paging by number of rows, as the wire does. */
export const listRequestsFrom = (
  filter: Omit<RequestFilter, 'after'>,
  offset: number,
): Statement<RequestRow & { readonly total: bigint }> => ({
  name: 'support.list_requests_from',
  text: `select ${columns}, count(*) over () as total from ${joined} where ${wanted}
    order by r.created_at desc, r.id desc offset $13 limit $14`,
  values: [...filterValues({ ...filter, after: null }), offset, filter.limit],
});

/** A request about an order that is still being worked on. */
export const readOpenRequestOf = (
  accountId: string,
  orderId: string,
): Statement<{ readonly id: string; readonly number: string; readonly author_id: string }> => ({
  name: 'support.read_open_request_of',
  text: `select id, number, author_id from kontor.support_request
    where account_id = $1 and order_id = $2 and status <> 'closed' order by created_at desc limit 1`,
  values: [accountId, orderId],
});

export type AssigneeRow = { readonly id: string; readonly name: string };

export const readAssignees = (): Statement<AssigneeRow> => ({
  name: 'support.read_assignees',
  text: `select id, display_name as name from kontor.person
    where kind = 'operator' and disabled_at is null order by display_name, id`,
  values: [],
});
