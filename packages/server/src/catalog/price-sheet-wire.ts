import { Readable } from 'node:stream';
import { accepted, type Decision } from '@kontor/domain/decision';
import type { Family } from '@kontor/domain/market/family';
import { parseMarketCode } from '@kontor/domain/market/market';
import { isSoldIn } from '@kontor/domain/market/market-availability';
import { formatAmount, money, parseCurrency } from '@kontor/domain/money';
import { formatInstant, type Instant, instant } from '@kontor/domain/time';
import { operations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import { registerWire, type WireInput, type WireSurface } from '../platform/http/register-wire.ts';
import { availabilityOf, readCountryAvailability } from './offer-store.ts';
import { openEnd } from './price-sheet-dates.ts';
import { readSheetPrices, type SheetPriceRow } from './price-sheet-view-store.ts';

/** What a view of the price sheets is of (reference 4.3), its name in lower case. */
const views: ReadonlyMap<string, readonly Family[]> = new Map([
  ['azure_consumption', ['cloud_plan']],
  ['azure_reservations', ['reservation']],
  ['updatedlicensebased', ['software_subscription', 'software_plan']],
  ['marketplace', ['marketplace_saas']],
  ['software', ['software_subscription', 'perpetual_software', 'software_plan']],
]);

type Asked = { readonly market: string; readonly families: readonly Family[]; readonly view: string };

/** `pricesheets(Market='US',PricesheetView='software')`, its members in any order and case. */
const askedOf = (text: string): Decision<Asked, InputRefusal> => {
  const inside = /^pricesheets\((.*)\)$/i.exec(text)?.[1] ?? '';
  const members = new Map(
    inside.split(',').flatMap((part) => {
      const [, name = '', value = ''] = /^\s*(\w+)\s*=\s*'([^']*)'\s*$/.exec(part) ?? [];
      return name === '' ? [] : [[name.toLowerCase(), value] as const];
    }),
  );
  const market = parseMarketCode(members.get('market') ?? '');
  if (!market) return invalid([{ path: 'Market', message: "is required: two letters, as in Market='US'" }]);
  const view = members.get('pricesheetview')?.toLowerCase() ?? '';
  const families = views.get(view);
  return families
    ? accepted({ market, families, view })
    : invalid([{ path: 'PricesheetView', message: `must be one of ${[...views.keys()].join(', ')}` }]);
};

const monthOf = (at: Instant, ahead = 0): Instant => {
  const date = new Date(at);
  return instant(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1));
};

/** What span of time is asked for: this moment, a month of the past, or what begins after this moment. */
const spanOf = (
  asked: Readonly<Record<string, string>>,
  now: Instant,
): Decision<{ readonly from: Instant; readonly to: Instant; readonly begins: boolean }, InputRefusal> => {
  const timeline = (asked.timeline ?? 'current').toLowerCase();
  if (timeline === 'current') return accepted({ from: now, to: instant(now + 1), begins: false });
  if (timeline === 'future') return accepted({ from: now, to: openEnd, begins: true });
  if (timeline !== 'history')
    return invalid([{ path: 'timeline', message: 'must be history, current or future' }]);
  const [, year, month] = /^(20\d\d)(0[1-9]|1[0-2])$/.exec(asked.month ?? '') ?? [];
  if (year === undefined || month === undefined)
    return invalid([
      { path: 'month', message: 'is required of a history: a year and a month, as in 202611' },
    ]);
  const from = instant(Date.UTC(Number(year), Number(month) - 1, 1));
  return accepted({ from, to: monthOf(from, 1), begins: false });
};

const read = async (
  ctx: RequestContext,
  { params, query: wanted }: Pick<WireInput<never>, 'params' | 'query'>,
) => {
  const self = await readAs(ctx, 'catalog.read', undefined, []);
  if (!self.accepted) return self;
  const asked = askedOf(params.sheet ?? '');
  if (!asked.accepted) return asked;
  const { now } = self.value.caller;
  const span = spanOf(wanted, now);
  if (!span.accepted) return span;
  const { market, families } = asked.value;
  const { begins } = span.value;
  const [rows, sold] = await Promise.all([
    query(ctx.pools.system, noTenant, readSheetPrices({ market, families, ...span.value })),
    query(ctx.pools.system, noTenant, readCountryAvailability(market)),
  ]);
  const code = parseMarketCode(market);
  const isSold = families.filter(
    (family) => code && isSoldIn(sold.map(availabilityOf), { family, market: code }, now),
  );
  return accepted({
    name: `${asked.value.view}-${market}.csv`,
    // A family that is not sold in the market has no prices in its sheet.
    rows: rows.filter(
      ({ effective_from, family }) => (!begins || effective_from > now) && isSold.includes(family),
    ),
  });
};

const header =
  'ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,' +
  'Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment';

const cycleWords = {
  one_time: 'OneTime',
  monthly: 'Monthly',
  annual: 'Annual',
  triennial: 'Triennial',
  none: 'None',
} as const satisfies Record<SheetPriceRow['billing_cycle'], string>;

const segmentWords = {
  commercial: 'Commercial',
  education: 'Education',
  government: 'Government',
  nonprofit: 'Charity',
} as const satisfies Record<SheetPriceRow['segment'], string>;

/** A cell that a spreadsheet would take for a formula is text to it. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const amount = (minor: bigint, currency: string): string => {
  const code = parseCurrency(currency);
  return code ? formatAmount(money(minor, code)) : '';
};

/** Sheets end a price at the last second in which it holds. */
const endOf = (at: Instant): string => formatInstant(at >= openEnd ? openEnd : instant(at - 1000));

const lineOf = (row: SheetPriceRow): string =>
  [
    row.product_title,
    row.product_id,
    row.sku_id,
    row.sku_title,
    row.publisher,
    row.sku_description,
    row.unit_of_measure,
    row.term_duration === '' ? 'OneTime' : row.term_duration,
    cycleWords[row.billing_cycle],
    row.market,
    row.currency,
    amount(row.unit_minor, row.currency),
    String(row.tier_from),
    row.tier_to === null ? '' : String(row.tier_to),
    formatInstant(row.effective_from),
    endOf(row.effective_to),
    row.tags,
    row.erp_minor === null ? '' : amount(row.erp_minor, row.currency),
    segmentWords[row.segment],
  ]
    .map(cell)
    .join(',');

function* linesOf(rows: readonly SheetPriceRow[]): Generator<string> {
  yield `${header}\r\n`;
  for (const row of rows) yield `${lineOf(row)}\r\n`;
}

export const registerPriceSheetsWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, operations.getPriceSheet, {
    run: read,
    view: () => undefined,
    send: ({ name, rows }, reply) =>
      reply
        .headers({
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="${name}"`,
        })
        .send(Readable.from(linesOf(rows))),
  });
};
