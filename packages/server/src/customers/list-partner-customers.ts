import { accepted } from '@kontor/domain/decision';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { findPartner } from '../pricing/partner-discounts.ts';
import { readTaxedCustomers, type TaxedCustomerPage, type TaxedCustomerRow } from './customer-tax-store.ts';

export type TaxedCustomerList = {
  readonly partnerId: string;
  readonly items: readonly TaxedCustomerRow[];
  readonly last: TaxedCustomerRow | null;
};

/** The customers of a partner that an operator names. */
export const listPartnerCustomers = async (
  ctx: RequestContext,
  partnerId: string,
  page: TaxedCustomerPage,
) => {
  const found = await findPartner(ctx, partnerId, (id) =>
    readTaxedCustomers(id, { ...page, limit: page.limit + 1 }),
  );
  if (!found.accepted) return found;
  const { partner, others } = found.value;
  return accepted<TaxedCustomerList>({ partnerId: partner.id, ...pageOf(others, page.limit) });
};
