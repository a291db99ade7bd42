import { type BillingPeriod, monthOf } from '@kontor/domain/billing/billing-run';
import type { AccountId } from '@kontor/domain/ids';
import type { Statement } from '../platform/db/statement.ts';

/** One thing that nothing explains: which rule it breaks, whose it is, and what it is. */
export type Unexplained = {
  readonly check: string;
  readonly account_id: AccountId;
  readonly subject: string;
  readonly detail: string;
};

export type Asked = { readonly period: BillingPeriod; readonly onlyAccountId: AccountId | null };

/** The most that is listed of one rule; one is already too many. */
const mostListed = 200;

const inMonth = (column: string): string => `${column} >= $1 and ${column} < $2`;
const ofAccount = (column: string): string => `($3::uuid is null or ${column} = $3)`;

const check =
  (name: string, text: string) =>
  (asked: Asked): Statement<Unexplained> => {
    const { from, to } = monthOf(asked.period);
    return {
      name: `reconcile.${name}`,
      text: `select '${name}' as check, f.account_id, f.subject, f.detail from (${text}) f
      where $1::timestamptz < $2::timestamptz and ${ofAccount('f.account_id')} limit ${mostListed}`,
      values: [new Date(from), new Date(to), asked.onlyAccountId],
    };
  };

/** Every line bought in the month has its first charge, of the same quantity; what is paid by usage has none. */
const orderedIsCharged = check(
  'ordered_is_charged',
  `select l.account_id, l.order_id || ':' || l.line_number as subject,
      'charged ' || coalesce(sum(c.quantity), 0) || ' of ' || l.quantity as detail
    from kontor.purchase_order o
    join kontor.order_line l on l.account_id = o.account_id and l.order_id = o.id and l.billing_cycle <> 'none'
    left join kontor.charge c on c.account_id = l.account_id and c.order_id = l.order_id and c.line_number = l.line_number
      and c.sign = 1 and c.kind in ('new', 'renew', 'add_quantity')
    where ${inMonth('o.created_at')} and ${ofAccount('o.account_id')}
    group by l.account_id, l.order_id, l.line_number, l.quantity
    having coalesce(sum(c.quantity), 0) <> l.quantity or count(c.id) <> 1`,
);

/** A first charge of a whole period in the price's own currency is what the line says it costs. */
const chargedAsOrdered = check(
  'charged_as_ordered',
  `select c.account_id, c.id::text as subject, 'charged ' || c.net_minor || ' where the order says ' || l.net_minor as detail
    from kontor.charge c
    join kontor.order_line l on l.account_id = c.account_id and l.order_id = c.order_id and l.line_number = c.line_number
    where ${inMonth('c.at')} and ${ofAccount('c.account_id')} and c.sign = 1 and c.kind in ('new', 'renew') and c.pricing_currency is null
      and (c.net_minor <> l.net_minor or c.tax_minor <> l.tax_minor)`,
);

/** What is charged is unit times quantity, before tax or with the tax inside. */
const chargeAddsUp = check(
  'charge_adds_up',
  `select c.account_id, c.id::text as subject, c.unit_minor || ' × ' || c.quantity || ' is not what was charged' as detail
    from kontor.charge c
    where ${inMonth('c.at')} and ${ofAccount('c.account_id')} and c.sign = 1
      and c.unit_minor * c.quantity <> c.net_minor + case when c.tax_mode = 'inclusive' then c.tax_minor else 0 end`,
);

/** Nothing is given back that was not charged, in net or in tax. */
const creditWithinCharge = check(
  'credit_within_charge',
  `select c.account_id, c.id::text as subject, 'credited ' || sum(k.net_minor + k.tax_minor) || ' of ' || (c.net_minor + c.tax_minor) as detail
    from kontor.charge c
    join kontor.charge k on k.account_id = c.account_id and k.credits_charge_id = c.id
    where ${ofAccount('c.account_id')} and exists (select from kontor.charge n where n.account_id = c.account_id
      and n.credits_charge_id = c.id and ${inMonth('n.at')})
    group by c.account_id, c.id, c.net_minor, c.tax_minor
    having sum(k.net_minor) > c.net_minor or sum(k.tax_minor) > c.tax_minor`,
);

/** A month that is billed has every charge on one document, unchanged, or on one that waits. */
const chargedIsInvoiced = check(
  'charged_is_invoiced',
  `select c.account_id, c.id::text as subject,
      case when i.charge_id is null then 'on no document' else 'printed as ' || i.net_minor || ' + ' || i.tax_minor end as detail
    from kontor.charge c
    join kontor.billing_watermark w on w.account_id = c.account_id and w.billed_until > c.at
    left join kontor.invoice_line i on i.account_id = c.account_id and i.charge_id = c.id
    where ${inMonth('c.at')} and ${ofAccount('c.account_id')} and (i.charge_id is null or i.net_minor <> c.net_minor
      or i.tax_minor <> c.tax_minor or i.sign <> c.sign or i.kind <> c.kind or i.quantity <> c.quantity)
      and not exists (select from kontor.billing_parked p where p.account_id = c.account_id and p.currency = c.currency and p.released_at is null)`,
);

/** Every printed line is of a charge of its account. */
const invoicedIsCharged = check(
  'invoiced_is_charged',
  `select i.account_id, i.invoice_id || '/' || i.position as subject, 'no such charge' as detail
    from kontor.invoice v
    join kontor.invoice_line i on i.account_id = v.account_id and i.invoice_id = v.id
    left join kontor.charge c on c.account_id = i.account_id and c.id = i.charge_id
    where v.period_end > $1::date and v.period_start < $2::date and ${ofAccount('v.account_id')} and c.id is null`,
);

/** A document is the sum of its printed lines, in total and by rate. */
const documentAddsUp = check(
  'document_adds_up',
  `select v.account_id, v.id as subject, 'says ' || v.net_minor || ' + ' || v.tax_minor || ', its lines ' || s.net || ' + ' || s.tax as detail
    from kontor.invoice v
    cross join lateral (select coalesce(sum(i.sign * i.net_minor), 0) as net, coalesce(sum(i.sign * i.tax_minor), 0) as tax, count(*) as n
      from kontor.invoice_line i where i.account_id = v.account_id and i.invoice_id = v.id) s
    cross join lateral (select coalesce(sum((t ->> 'tax')::bigint), 0) as tax, coalesce(sum((t ->> 'net')::bigint), 0) as net
      from jsonb_array_elements(v.tax_totals) t) r
    where v.period_end > $1::date and v.period_start < $2::date and ${ofAccount('v.account_id')}
      and (s.net <> v.net_minor or s.tax <> v.tax_minor or s.n <> v.line_count or r.tax <> v.tax_minor or r.net <> v.net_minor)`,
);

/** Software and reservations that are bought and not cancelled are owned. */
const orderedIsEntitled = check(
  'ordered_is_entitled',
  `select l.account_id, l.order_id || ':' || l.line_number as subject, 'owns nothing' as detail
    from kontor.purchase_order o
    join kontor.order_line l on l.account_id = o.account_id and l.order_id = o.id
    left join kontor.entitlement e on e.account_id = l.account_id and e.id = l.entitlement_id
    where ${inMonth('o.created_at')} and ${ofAccount('o.account_id')} and e.id is null
      and l.family in ('software_subscription', 'perpetual_software', 'software_plan', 'reservation')`,
);

/** What is owned now is what stands open of the lines it was bought by. */
const entitledAsOrdered = check(
  'entitled_as_ordered',
  `select e.account_id, e.id::text as subject, 'owns ' || e.quantity || ', bought ' || coalesce(s.quantity, 0) as detail
    from kontor.entitlement e
    cross join lateral (
      select sum(l.quantity) filter (where l.status <> 'cancelled') as quantity, count(*) filter (where l.status <> 'cancelled') as open
      from kontor.order_line l
      where l.account_id = e.account_id and l.entitlement_id = e.id
        and (l.ends_on is null or e.expires_at is null or l.ends_on >= (e.expires_at at time zone coalesce(l.policy_zone, 'UTC'))::date)) s
    where ${ofAccount('e.account_id')} and e.created_at < $2
      and ((e.status in ('active', 'provisioning', 'suspended') and coalesce(s.quantity, 0) <> e.quantity)
        or (e.status = 'cancelled' and coalesce(s.open, 0) > 0))`,
);

/** Keys of what is cancelled are dead. */
const cancelledIsRevoked = check(
  'cancelled_is_revoked',
  `select e.account_id, e.id::text as subject, 'a key still lives' as detail
    from kontor.entitlement e
    join kontor.licence_key k on k.account_id = e.account_id and k.entitlement_id = e.id and k.revoked_at is null
    where ${ofAccount('e.account_id')} and e.status = 'cancelled'`,
);

/** Used credit is what was charged less what was credited and paid. */
const exposureAddsUp = check(
  'exposure_adds_up',
  `select u.account_id, u.currency as subject, 'used ' || u.used_minor || ', owed ' || u.owed as detail from (
      select k.account_id, k.currency, k.used_minor,
        coalesce((select sum(c.sign * (c.net_minor + c.tax_minor)) from kontor.charge c
          where c.account_id = k.account_id and c.currency = k.currency), 0)
        - coalesce((select sum(p.amount_minor) from kontor.payment p
          where p.account_id = k.account_id and p.currency = k.currency), 0) as owed
      from kontor.credit_limit k where ${ofAccount('k.account_id')}) u
    where u.used_minor <> u.owed`,
);

/** Numbers of a series follow each other without gap or repetition, and their dates with them. */
const numbersFollow = check(
  'numbers_follow',
  `select n.account_id, n.id as subject, 'follows ' || coalesce(n.before, 'nothing') || ' of ' || coalesce(n.dated::text, 'no day') as detail from (
      select v.account_id, v.id, v.invoice_date, substring(v.id from '[0-9]+$')::bigint as number,
        lag(v.id) over w as before, lag(substring(v.id from '[0-9]+$')::bigint) over w as previous, lag(v.invoice_date) over w as dated
      from kontor.invoice v join kontor.account a on a.id = v.account_id
      window w as (partition by case when a.sandbox then a.id::text else '' end order by substring(v.id from '[0-9]+$')::bigint)) n
    where n.number <> coalesce(n.previous, 0) + 1 or n.invoice_date < n.dated`,
);

export const checks = [
  orderedIsCharged,
  chargedAsOrdered,
  chargeAddsUp,
  creditWithinCharge,
  chargedIsInvoiced,
  invoicedIsCharged,
  documentAddsUp,
  orderedIsEntitled,
  entitledAsOrdered,
  cancelledIsRevoked,
  exposureAddsUp,
  numbersFollow,
];

export type ReconciledFigures = {
  readonly currency: string;
  readonly ordered: bigint;
  readonly charged: bigint;
  readonly credited: bigint;
  readonly invoiced: bigint;
  readonly parked: bigint;
  readonly not_yet_billed: bigint;
};

/**
 * The month's money, tax included, by the currency it is charged in: `ordered` is what the month's own orders were
 * charged at once, `charged` has the later parts of older ones too.
 */
export const readFigures = ({ period, onlyAccountId }: Asked): Statement<ReconciledFigures> => {
  const { from, to } = monthOf(period);
  return {
    name: 'reconcile.figures',
    text: `select c.currency,
        coalesce(sum(c.net_minor + c.tax_minor) filter (where c.sign = 1 and c.kind in ('new', 'renew', 'add_quantity')), 0)::bigint as ordered,
        coalesce(sum(c.net_minor + c.tax_minor) filter (where c.sign = 1), 0)::bigint as charged,
        coalesce(sum(c.net_minor + c.tax_minor) filter (where c.sign = -1), 0)::bigint as credited,
        coalesce(sum(c.sign * (c.net_minor + c.tax_minor)) filter (where i.charge_id is not null), 0)::bigint as invoiced,
        coalesce(sum(c.sign * (c.net_minor + c.tax_minor)) filter (where i.charge_id is null and p.account_id is not null), 0)::bigint as parked,
        coalesce(sum(c.sign * (c.net_minor + c.tax_minor)) filter (where i.charge_id is null and p.account_id is null), 0)::bigint as not_yet_billed
      from kontor.charge c
      left join kontor.invoice_line i on i.account_id = c.account_id and i.charge_id = c.id
      left join (select distinct account_id, currency from kontor.billing_parked where released_at is null) p
        on p.account_id = c.account_id and p.currency = c.currency
      where ${inMonth('c.at')} and ${ofAccount('c.account_id')} group by c.currency order by c.currency`,
    values: [new Date(from), new Date(to), onlyAccountId],
  };
};

export type ReconciledCounts = {
  readonly order_lines: number;
  readonly entitlements: number;
  readonly charges: number;
  readonly invoice_lines: number;
};

export const readCounts = ({ period, onlyAccountId }: Asked): Statement<ReconciledCounts> => {
  const { from, to } = monthOf(period);
  return {
    name: 'reconcile.counts',
    text: `select
        (select count(*)::integer from kontor.purchase_order o join kontor.order_line l on l.account_id = o.account_id and l.order_id = o.id
          where ${inMonth('o.created_at')} and ${ofAccount('o.account_id')}) as order_lines,
        (select count(distinct l.entitlement_id)::integer from kontor.purchase_order o
          join kontor.order_line l on l.account_id = o.account_id and l.order_id = o.id
          where ${inMonth('o.created_at')} and ${ofAccount('o.account_id')}) as entitlements,
        (select count(*)::integer from kontor.charge c where ${inMonth('c.at')} and ${ofAccount('c.account_id')}) as charges,
        (select count(*)::integer from kontor.charge c join kontor.invoice_line i on i.account_id = c.account_id and i.charge_id = c.id
          where ${inMonth('c.at')} and ${ofAccount('c.account_id')}) as invoice_lines`,
    values: [new Date(from), new Date(to), onlyAccountId],
  };
};
