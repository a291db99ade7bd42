import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId } from '@kontor/domain/ids';
import type { TaxRule } from '@kontor/domain/market/tax';
import { readTaxRates, taxRateOf } from '../catalog/offer-store.ts';
import { readBuyer } from '../catalog/price-rule-store.ts';
import { taxOf } from '../catalog/price-rules.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type CustomerDetailRow, readCustomer } from './customer-store.ts';
import type { CustomerTax } from './set-customer-tax.ts';

/** A customer and the tax rule that a purchase made now would freeze. */
export type CustomerRecord = {
  readonly row: CustomerDetailRow;
  readonly tax: TaxRule;
  readonly taxFacts: CustomerTax;
};

export const getCustomer = async (ctx: RequestContext, customerId: CustomerId) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'customers.read', customerId, [
    readCustomer(accountId, ctx.realNow(), customerId),
    readTaxRates(accountId, customerId),
    readBuyer(accountId, customerId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row], rates, [buyer]] = rows;
  if (!row || !buyer) return refused({ code: 'customer.not_found' });
  return accepted<CustomerRecord>({
    row,
    taxFacts: buyer,
    tax: taxOf(rates.map(taxRateOf), row, buyer, caller.now),
  });
};
