import type { Instant } from '@kontor/domain/time';
import { formatInstant } from '@kontor/domain/time';
import { insertMany, type Statement, statement } from '../platform/db/statement.ts';
import type { PriceSheetRow } from './price-sheet-row.ts';

/** How long a sheet may wait for another one, and its longest single step. */
export const relaxTimeouts = (): Statement =>
  statement(
    'price_sheet.relax_timeouts',
    `select set_config('lock_timeout', '10min', true), set_config('statement_timeout', '10min', true),
       set_config('idle_in_transaction_session_timeout', '10min', true)`,
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
       line integer, product_id text, product_title text, publisher text, own_product boolean, family text,
       type_id text, sku_id text, sku_title text, sku_description text, availability_id text, market text,
       segment text, currency text, term text, cycle text, unit_minor bigint, erp_minor bigint, unit_of_measure text,
       tier_from integer, tier_to integer, effective_from timestamptz, effective_to timestamptz, tags text
     ) on commit drop`,
  );

const column = (name: string, type = 'text') => ({ name, type });
const stagedColumns = [
  column('line', 'integer'),
  ...['product_id', 'product_title', 'publisher'].map((name) => column(name)),
  column('own_product', 'boolean'),
  ...['family', 'type_id', 'sku_id', 'sku_title', 'sku_description', 'availability_id'].map((name) =>
    column(name),
  ),
  ...['market', 'segment', 'currency', 'term', 'cycle'].map((name) => column(name)),
  column('unit_minor', 'bigint'),
  column('erp_minor', 'bigint'),
  column('unit_of_measure'),
  column('tier_from', 'integer'),
  column('tier_to', 'integer'),
  column('effective_from', 'timestamptz'),
  column('effective_to', 'timestamptz'),
  column('tags'),
];

export type StagedRow = PriceSheetRow & { readonly typeId: string; readonly ownProduct: boolean };

export const stageRows = (rows: readonly StagedRow[]): Statement =>
  insertMany(
    { name: '', table: 'staged_price', columns: stagedColumns },
    rows.map((row) => [
      row.line,
      row.productId,
      row.productTitle,
      row.publisher,
      row.ownProduct,
      row.family,
      row.typeId,
      row.skuId,
      row.skuTitle,
      row.skuDescription,
      row.availabilityId,
      row.market,
      row.segment,
      row.currency,
      row.term,
      row.billingCycle,
      row.unitMinor,
      row.erpMinor,
      row.unitOfMeasure,
      row.tierFrom,
      row.tierTo,
      formatInstant(row.effectiveFrom),
      formatInstant(row.effectiveTo),
      row.tags,
    ]),
  );

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
       from staged_price
       window w as (partition by ${offer}, tier_from, tier_to order by effective_from, line)) s
     where held_until > effective_from order by line limit $1`,
    [limit],
  );

/** Rows whose quantities and dates meet those of another row with other bounds. */
export const findCrossTierClashes = (limit: number): Statement<Clash> =>
  statement(
    '',
    `with bounded as (
       select *, coalesce(tier_to, 2147483647) as last from staged_price
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

export const addUnknownProducts = (): Statement =>
  statement(
    '',
    `insert into kontor.product (id, title, family, publisher, own_product, type_id)
     select distinct on (product_id) product_id, product_title, family, publisher, own_product, type_id
     from staged_price order by product_id, line on conflict do nothing`,
  );

/** A software SKU takes its keys from a pool: until one is imported, what is sold waits. */
export const addUnknownSkus = (): Statement =>
  statement(
    '',
    `insert into kontor.sku (product_id, id, title, description, key_source)
     select distinct on (s.product_id, s.sku_id) s.product_id, s.sku_id, s.sku_title, s.sku_description,
       case when p.family in ('software_subscription', 'perpetual_software') then 'pool' else 'none' end
     from staged_price s join kontor.product p on p.id = s.product_id
     order by s.product_id, s.sku_id, s.line on conflict do nothing`,
  );

export const addUnknownAvailabilities = (): Statement =>
  statement(
    '',
    `insert into kontor.availability (product_id, sku_id, id, market, segment, currency)
     select distinct product_id, sku_id, availability_id, market, segment, currency from staged_price
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
     from staged_price order by line`,
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
