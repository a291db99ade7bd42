import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { Segment } from '@kontor/domain/catalog/segment';
import type { Term } from '@kontor/domain/catalog/term';
import type { Family } from '@kontor/domain/market/family';
import type { Instant } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

export type SheetPriceRow = {
  readonly family: Family;
  readonly product_title: string;
  readonly product_id: string;
  readonly sku_id: string;
  readonly sku_title: string;
  readonly publisher: string;
  readonly sku_description: string;
  readonly unit_of_measure: string;
  readonly term_duration: Term;
  readonly billing_cycle: BillingCycle;
  readonly market: string;
  readonly currency: string;
  readonly unit_minor: bigint;
  readonly erp_minor: bigint | null;
  readonly tier_from: number;
  readonly tier_to: number | null;
  readonly effective_from: Instant;
  readonly effective_to: Instant;
  readonly tags: string;
  readonly segment: Segment;
};

/** The prices of a market that hold somewhere between two instants; of several sheets the newest that has the offer. */
export const readSheetPrices = (asked: {
  readonly market: string;
  readonly families: readonly Family[];
  readonly from: Instant;
  readonly to: Instant;
}): Statement<SheetPriceRow> =>
  statement(
    'catalog.read_sheet_prices',
    `select p.family, p.title as product_title, f.product_id, f.sku_id, s.title as sku_title, p.publisher,
       s.description as sku_description, f.unit_of_measure, f.term_duration, f.billing_cycle, f.market, f.currency,
       f.unit_minor, f.erp_minor, f.tier_from, f.tier_to, f.effective_from, f.effective_to, f.tags, f.segment
     from (
       select pr.*, a.market, a.currency, a.segment,
         max(pr.sheet_version) over (partition by pr.product_id, pr.sku_id, pr.availability_id, pr.term_duration,
           pr.billing_cycle) as newest
       from kontor.availability a
       join kontor.price pr on pr.product_id = a.product_id and pr.sku_id = a.sku_id and pr.availability_id = a.id
       where a.market = $1 and pr.effective_from < $4 and pr.effective_to > $3) f
     join kontor.sku s on s.product_id = f.product_id and s.id = f.sku_id
     join kontor.product p on p.id = f.product_id
     where f.sheet_version = f.newest and p.family = any ($2)
     order by p.title, f.product_id, f.sku_id, f.segment, f.term_duration, f.billing_cycle, f.effective_from, f.tier_from`,
    [asked.market, asked.families, new Date(asked.from), new Date(asked.to)],
  );
