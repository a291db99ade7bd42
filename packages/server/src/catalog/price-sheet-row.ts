import { hash } from 'node:crypto';
import { type BillingCycle, billingCycles, cycleFitsTerm } from '@kontor/domain/catalog/billing-cycle';
import { parseSegment, type Segment } from '@kontor/domain/catalog/segment';
import { parseTerm, type Term } from '@kontor/domain/catalog/term';
import { parseProductId, parseSkuId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import { parseMarketCode } from '@kontor/domain/market/market';
import { minorDigits, parseAmount, parseCurrency } from '@kontor/domain/money';
import type { Instant } from '@kontor/domain/time';
import { familyOf } from './family-of-tags.ts';
import { parseSheetDate, parseSheetEnd } from './price-sheet-dates.ts';
import type { SheetColumn, SheetLayout, SheetProblem } from './price-sheet-layout.ts';
import { remembered } from './remembered.ts';

/** One row of a sheet as it will be kept. Amounts are in minor units; the end is exclusive. */
export type PriceSheetRow = {
  readonly line: number;
  readonly productId: string;
  readonly productTitle: string;
  readonly publisher: string;
  readonly family: Family;
  readonly skuId: string;
  readonly skuTitle: string;
  readonly skuDescription: string;
  readonly availabilityId: string;
  readonly market: string;
  readonly segment: Segment;
  readonly currency: string;
  readonly term: Term;
  readonly billingCycle: BillingCycle;
  readonly unitMinor: bigint;
  readonly erpMinor: bigint | null;
  readonly unitOfMeasure: string;
  readonly tierFrom: number;
  readonly tierTo: number | null;
  readonly effectiveFrom: Instant;
  readonly effectiveTo: Instant;
  readonly tags: string;
};

/** What the installation knows: a sheet cannot bring a new market or currency. */
export type KnownWords = { readonly markets: ReadonlySet<string>; readonly currencies: ReadonlySet<string> };

export type SheetRowReading = { readonly row?: PriceSheetRow; readonly problems: readonly SheetProblem[] };

type Cells = {
  readonly text: (column: SheetColumn) => string;
  /** Notes the problem unless the value is there. */
  readonly need: <T>(column: SheetColumn, value: T | undefined, message: string) => T | undefined;
};

const longestText = 4000;
const largestQuantity = 2_147_483_647;

/** Reads one record. Every cell that is wrong is named, not only the first. */
export function readSheetRow(
  line: number,
  fields: readonly string[],
  layout: SheetLayout,
  known: KnownWords,
): SheetRowReading {
  if (fields.length !== layout.fieldCount) {
    const message = `the row has ${fields.length} fields where the header has ${layout.fieldCount}`;
    return { problems: [{ line, column: '', message }] };
  }
  const problems: SheetProblem[] = [];
  const text = (column: SheetColumn) => (fields[layout.positions.get(column) ?? -1] ?? '').trim();
  const need: Cells['need'] = (column, value, message) => {
    if (value === undefined) problems.push({ line, column, message });
    return value;
  };
  for (const column of layout.positions.keys()) {
    const value = text(column);
    if (value.includes('\0')) need(column, undefined, 'the text holds a NUL character');
    if (value.length > longestText)
      need(column, undefined, `the text is longer than ${longestText} characters`);
  }
  const row = rowFrom(line, { text, need }, known);
  return problems.length > 0 || row === undefined ? { problems } : { row, problems };
}

function rowFrom(line: number, cells: Cells, known: KnownWords): PriceSheetRow | undefined {
  const { text, need } = cells;
  const productId = need(
    'ProductId',
    parseProductId(text('ProductId')),
    'a product id is 12 letters or digits',
  );
  const skuId = need('SkuId', parseSkuId(text('SkuId')), 'a SKU id is 4 letters or digits, such as 0001');
  const productTitle = need('ProductTitle', text('ProductTitle') || undefined, 'the title is missing');
  const skuTitle = need('SkuTitle', text('SkuTitle') || undefined, 'the title is missing');
  const market = readMarket(cells, known);
  const segment = need('Segment', segmentRemembered(text('Segment')), segmentRule);
  const terms = readTerms(cells);
  const amounts = readAmounts(cells, known);
  const tier = readTier(cells);
  const period = readPeriod(cells);
  if (!productId || !skuId || !productTitle || !skuTitle || !market || !segment) return undefined;
  if (!terms || !amounts || !tier || !period) return undefined;
  const [tags, publisher] = [text('Tags'), text('Publisher')];
  const isUsage = terms.billingCycle === 'none';
  const family = familyRemembered(JSON.stringify({ tags, publisher, term: terms.term, isUsage }));
  const availabilityId = availabilityIdRemembered(
    `${productId}|${skuId}|${market}|${segment}|${amounts.currency}`,
  );
  const names = { productTitle, skuTitle, publisher, skuDescription: text('SkuDescription') };
  const identity = { line, productId, skuId, availabilityId, market, segment, family };
  return {
    ...identity,
    ...names,
    ...terms,
    ...amounts,
    ...tier,
    ...period,
    tags,
    unitOfMeasure: text('UnitOfMeasure'),
  };
}

/** Twelve hexadecimal digits that are the same in every import of the same offer. */
export function availabilityIdOf(parts: readonly string[]): string {
  return idOfOffer(parts.join('|'));
}

const idOfOffer = (offer: string): string => hash('sha256', offer, 'hex').slice(0, 12).toUpperCase();

// The rows of an offer stand together in most sheets, and a sheet has few kinds of anything else.
const availabilityIdRemembered = remembered(idOfOffer);
const familyRemembered = remembered((traits: string) => familyOf(JSON.parse(traits))); // written just before
const dateRemembered = remembered(parseSheetDate);
const endRemembered = remembered(parseSheetEnd);
const segmentRemembered = remembered(readSegment);
const termRemembered = remembered(readTerm);
const cycleRemembered = remembered(readCycle);

const segmentRule = 'the segment is Commercial, Education, Government or Charity';

function readSegment(text: string): Segment | undefined {
  const word = text.replace(/[\s_-]/g, '').toLowerCase();
  return parseSegment(word === 'charity' ? 'nonprofit' : word);
}

function readMarket({ text, need }: Cells, known: KnownWords): string | undefined {
  const code = parseMarketCode(text('Market'));
  const market = code !== undefined && known.markets.has(code) ? code : undefined;
  return need('Market', market, `there is no market ${quoted(text('Market'))}`);
}

function readTerms({ text, need }: Cells): { term: Term; billingCycle: BillingCycle } | undefined {
  const term = need(
    'TermDuration',
    termRemembered(text('TermDuration')),
    'the term is P1M, P1Y, P3Y or OneTime',
  );
  const cycle = cycleRemembered(text('BillingPlan'));
  const planRule = 'the billing plan is OneTime, Monthly, Annual, Triennial or None';
  const billingCycle = need('BillingPlan', cycle, planRule);
  if (term === undefined || billingCycle === undefined) return undefined;
  const fits = cycleFitsTerm(term, billingCycle) ? billingCycle : undefined;
  const mismatch = `${text('BillingPlan')} cannot pay for a term of ${text('TermDuration') || 'OneTime'}`;
  return need('BillingPlan', fits, mismatch) && { term, billingCycle };
}

function readTerm(text: string): Term | undefined {
  const word = text.replace(/[\s_-]/g, '').toUpperCase();
  return word === 'ONETIME' || word === 'NONE' ? '' : parseTerm(word);
}

function readCycle(text: string): BillingCycle | undefined {
  const word = text.replace(/[\s_-]/g, '').toLowerCase();
  return billingCycles.find((cycle) => cycle.replace('_', '') === word);
}

type Amounts = { readonly currency: string; readonly unitMinor: bigint; readonly erpMinor: bigint | null };

function readAmounts(cells: Cells, known: KnownWords): Amounts | undefined {
  const { text, need } = cells;
  const code = parseCurrency(text('Currency'));
  const isKnown = code !== undefined && known.currencies.has(code);
  const currency = need(
    'Currency',
    isKnown ? code : undefined,
    `there is no currency ${quoted(text('Currency'))}`,
  );
  if (currency === undefined) return undefined;
  const amountOf = (column: 'UnitPrice' | 'ERP Price') => {
    const amount = parseAmount(text(column), currency);
    const isPrice = amount !== undefined && amount.minor >= 0n;
    const decimals = minorDigits(currency);
    const rule = `the price is a number of 0 or more with at most ${decimals} decimals, as ${currency} has`;
    return need(column, isPrice ? amount.minor : undefined, rule);
  };
  const unitMinor = amountOf('UnitPrice');
  const erpMinor = text('ERP Price') === '' ? null : amountOf('ERP Price');
  if (unitMinor === undefined || erpMinor === undefined) return undefined;
  return { currency, unitMinor, erpMinor };
}

function readTier({ text, need }: Cells): { tierFrom: number; tierTo: number | null } | undefined {
  const rule = `a quantity is a whole number from 1 to ${largestQuantity}`;
  const [low, high] = [text('PricingTierRangeMin'), text('PricingTierRangeMax')];
  const tierFrom = low === '' ? 1 : need('PricingTierRangeMin', readQuantity(low), rule);
  const tierTo = high === '' ? null : need('PricingTierRangeMax', readQuantity(high), rule);
  if (tierFrom === undefined || tierTo === undefined) return undefined;
  const isReversed = tierTo !== null && tierTo < tierFrom;
  const tier = isReversed ? undefined : { tierFrom, tierTo };
  return need('PricingTierRangeMax', tier, 'the range of quantities ends before it begins');
}

function readQuantity(text: string): number | undefined {
  const quantity = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return quantity >= 1 && quantity <= largestQuantity ? quantity : undefined;
}

function readPeriod({ text, need }: Cells): { effectiveFrom: Instant; effectiveTo: Instant } | undefined {
  const rule = 'the date is ISO 8601 or M/d/yyyy h:mm:ss AM';
  const effectiveFrom = need('EffectiveStartDate', dateRemembered(text('EffectiveStartDate')), rule);
  const effectiveTo = need('EffectiveEndDate', endRemembered(text('EffectiveEndDate')), rule);
  if (effectiveFrom === undefined || effectiveTo === undefined) return undefined;
  const period = effectiveFrom < effectiveTo ? { effectiveFrom, effectiveTo } : undefined;
  return need('EffectiveEndDate', period, 'the price ends before it begins');
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 20));
}
