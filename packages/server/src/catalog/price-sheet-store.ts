import type { Instant } from '@kontor/domain/time';
import { formatInstant } from '@kontor/domain/time';
import { copyText } from '../platform/db/copy-in.ts';
import { type Statement, statement } from '../platform/db/statement.ts';
import type { PriceSheetRow } from './price-sheet-row.ts';
import { remembered } from './remembered.ts';

/** How long a sheet may wait for another one, its longest single step, and room to sort a million rows in. */
export const relaxTimeouts = (): Statement =>
  statement(
    'price_sheet.relax_timeouts',
    `select set_config('lock_timeout', '10min', true), set_config('statement_timeout', '10min', true),
       set_config('idle_in_transaction_session_timeout', '10min', true), set_config('work_mem', '128MB', true)`,
  );

export const readKnownMarkets = (): Statement<{ readonly code: string }> =>
  statement('price_sheet.known_markets', 'select distinct code from kontor.market');

export const readKnownCurrencies = (): Statement<{ readonly code: string }> =>
  statement('price_sheet.known_currencies', 'select distinct code from kontor.currency');

// Unnamed: the table is another one in each transaction, and a prepared plan would outlive it.
export const createStaging = (): Statement =>
  statement(
    '',
    `create temp table staged_price (
       line integer, product_id text, sku_id text, availability_id text, term text, cycle text, unit_minor bigint,
       erp_minor bigint, unit_of_measure text, tier_from integer, tier_to integer, effective_from timestamptz,
       effective_to timestamptz, tags text, market text, segment text, currency text, product_title text,
       publisher text, own_product boolean, family text, type_id text, sku_title text, sku_description text
     ) on commit drop`,
  );

export const stageRowsText = 'copy staged_price from stdin';

export type StagedRow = PriceSheetRow & { readonly typeId: string; readonly ownProduct: boolean };

const absent = '\\N';
const offerAbsent = `\t${absent}`.repeat(3);
const skuAbsent = `\t${absent}`.repeat(7);

/**
 * A row as `copy` reads it. What the row before has said of the offer's place and of its SKU is left out: whatever
 * is said of one is said at least in its first row, and the staging table is a third as wide.
 */
export function stagedText(row: StagedRow, before: StagedRow | undefined): string {
  const isSameOffer = before?.availabilityId === row.availabilityId;
  const isSameSku = before?.productId === row.productId && before.skuId === row.skuId;
  const offer = isSameOffer ? offerAbsent : `\t${row.market}\t${row.segment}\t${row.currency}`;
  return (
    `${row.line}\t${row.productId}\t${row.skuId}\t${row.availabilityId}\t${row.term}\t${row.billingCycle}\t` +
    `${row.unitMinor}\t${row.erpMinor ?? absent}\t${copyText(row.unitOfMeasure)}\t${row.tierFrom}\t` +
    `${row.tierTo ?? absent}\t${instantText(row.effectiveFrom)}\t${instantText(row.effectiveTo)}\t` +
    `${copyText(row.tags)}${offer}${isSameSku ? skuAbsent : skuText(row)}\n`
  );
}

function skuText(row: StagedRow): string {
  const { productTitle, publisher, ownProduct, family, typeId, skuTitle, skuDescription } = row;
  const texts = [productTitle, publisher, String(ownProduct), family, typeId, skuTitle, skuDescription];
  return `\t${texts.map(copyText).join('\t')}`;
}

// A sheet has few dates and a million rows.
const instantText = remembered(formatInstant);

export type Clash = { readonly line: number; readonly other: number; readonly same: boolean };

const offer = 'product_id, sku_id, availability_id, term, cycle';

/** Rows that say the same offer, quantities and instant as an earlier one. */
export const findSameTierClashes = (limit: number): Statement<Clash> =>
  statement(
    '',
    `select line, other, coalesce(from_before = effective_from and to_before = effective_to, false) as same
     from (select line, effective_from, effective_to,
         lag(line) over w as other, lag(effective_from) over w as from_before, lag(effective_to) over w as to_before,
         max(effective_to) over (w rows between unbounded preceding and 1 preceding) as held_until
       from repeated_price
       window w as (partition by ${offer}, tier_from, tier_to order by effective_from, line)) s
     where held_until > effective_from order by line limit $1`,
    [limit],
  );

/** Rows whose quantities and dates meet those of another row with other bounds. */
export const findCrossTierClashes = (limit: number): Statement<Clash> =>
  statement(
    '',
    `with bounded as (
       select *, coalesce(tier_to, 2147483647) as last from repeated_price
     ), tiered as (
       select * from (
         select *, min(tier_from) over w <> max(tier_from) over w or min(last) over w <> max(last) over w as several
         from bounded window w as (partition by ${offer})) s
       where several
     )
     select distinct on (b.line) b.line, a.line as other, false as same
     from tiered a join tiered b on (${columnsOf('a')}) = (${columnsOf('b')}) and a.line < b.line
       and (a.tier_from, a.last) <> (b.tier_from, b.last) and a.tier_from <= b.last and b.tier_from <= a.last
       and a.effective_from < b.effective_to and b.effective_from < a.effective_to
     order by b.line, a.line limit $1`,
    [limit],
  );

function columnsOf(alias: string): string {
  return offer
    .split(', ')
    .map((name) => `${alias}.${name}`)
    .join(', ');
}

// Any number that no other lock of ours uses. The highest version wins, so versions are given one at a time.
export const lockImports = (): Statement =>
  statement('price_sheet.lock_imports', 'select pg_advisory_xact_lock(7236541004)');

export const analyseStaging = (): Statement => statement('', 'analyze staged_price');

/** Offers of several rows, which alone can clash. Most sheets have none. */
export const stageRepeated = (): Statement =>
  statement(
    '',
    `create temp table repeated_price on commit drop as
     select s.line, s.product_id, s.sku_id, s.availability_id, s.term, s.cycle, s.tier_from, s.tier_to,
       s.effective_from, s.effective_to
     from staged_price s join (
       select ${offer} from staged_price group by ${offer} having count(*) > 1) several
     on (${columnsOf('s')}) = (${columnsOf('several')})`,
  );

export const addUnknownProducts = (): Statement =>
  statement(
    '',
    `insert into kontor.product (id, title, family, publisher, own_product, type_id)
     select distinct on (product_id) product_id, product_title, family, publisher, own_product, type_id
     from staged_price where product_title is not null order by product_id, line on conflict do nothing`,
  );

/** A software SKU takes its keys from a pool: until one is imported, what is sold waits. */
export const addUnknownSkus = (): Statement =>
  statement(
    '',
    `insert into kontor.sku (product_id, id, title, description, key_source)
     select distinct on (s.product_id, s.sku_id) s.product_id, s.sku_id, s.sku_title, s.sku_description,
       case when p.family in ('software_subscription', 'perpetual_software') then 'pool' else 'none' end
     from staged_price s join kontor.product p on p.id = s.product_id
     where s.sku_title is not null order by s.product_id, s.sku_id, s.line on conflict do nothing`,
  );

export const addUnknownAvailabilities = (): Statement =>
  statement(
    '',
    `insert into kontor.availability (product_id, sku_id, id, market, segment, currency)
     select distinct product_id, sku_id, availability_id, market, segment, currency from staged_price s
     where market is not null and not exists (
       select from kontor.availability a
       where a.product_id = s.product_id and a.sku_id = s.sku_id and a.id = s.availability_id)
     on conflict do nothing`,
  );

export type SheetHead = { readonly version: number; readonly effectiveFrom: Instant; readonly rows: number };

export const addSheet = (view: string, sha256: Buffer, importedBy: string): Statement<SheetHead> =>
  statement(
    '',
    `insert into kontor.price_sheet (view, row_count, effective_from, sha256, imported_by)
     select $1, count(*), min(effective_from), $2, $3 from staged_price
     returning version, effective_from as "effectiveFrom", row_count as rows`,
    [view, sha256, importedBy],
  );

export const addPrices = (version: number): Statement =>
  statement(
    '',
    `insert into kontor.price (sheet_version, line, product_id, sku_id, availability_id, term_duration, billing_cycle,
       unit_minor, erp_minor, unit_of_measure, tier_from, tier_to, effective_from, effective_to, tags)
     select $1, line, product_id, sku_id, availability_id, term, cycle, unit_minor, erp_minor, unit_of_measure,
       tier_from, tier_to, effective_from, effective_to, tags
     from staged_price`,
    [version],
  );

export const addChunk = (version: number, position: number, bytes: Buffer): Statement =>
  statement(
    'price_sheet.add_chunk',
    'insert into kontor.price_sheet_chunk (version, position, bytes) values ($1, $2, $3)',
    [version, position, bytes],
  );

export type PriceSheetListing = {
  readonly version: number;
  readonly view: string;
  readonly rows: number;
  readonly effectiveFrom: Instant;
  readonly importedAt: Instant;
  readonly importedBy: string;
  readonly sha256: Buffer;
};

const listingText = `select version, view, row_count as rows, effective_from as "effectiveFrom",
  imported_at as "importedAt", imported_by as "importedBy", sha256 from kontor.price_sheet`;

/** Newest first; `before` is the version that the page before ended with. */
export const readPriceSheets = (limit: number, before: number | undefined): Statement<PriceSheetListing> =>
  statement(
    'price_sheet.list',
    `${listingText} where $2::integer is null or version < $2 order by version desc limit $1`,
    [limit, before ?? null],
  );

export const readPriceSheet = (version: number): Statement<PriceSheetListing> =>
  statement('price_sheet.read', `${listingText} where version = $1`, [version]);

export const readChunk = (version: number, position: number): Statement<{ readonly bytes: Buffer }> =>
  statement(
    'price_sheet.read_chunk',
    'select bytes from kontor.price_sheet_chunk where version = $1 and position = $2',
    [version, position],
  );
