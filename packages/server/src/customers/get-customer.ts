import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId } from '@kontor/domain/ids';
import { parseMarketCode } from '@kontor/domain/market/market';
import { type TaxRule, taxRateAt } from '@kontor/domain/market/tax';
import { readTaxRates, taxRateOf } from '../catalog/offer-store.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type CustomerDetailRow, readCustomer } from './customer-store.ts';

/** A customer and the tax rule that a purchase made now would freeze. */
export type CustomerRecord = { readonly row: CustomerDetailRow; readonly tax: TaxRule };

export const getCustomer = async (ctx: RequestContext, customerId: CustomerId) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'customers.read', customerId, [
    readCustomer(accountId, ctx.realNow(), customerId),
    readTaxRates(accountId, customerId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row], rates] = rows;
  const market = parseMarketCode(row?.market ?? '');
  if (!row || !market) return refused({ code: 'customer.not_found' });
  const where = { market, ...(row.region === '' ? {} : { region: row.region }) };
  return accepted<CustomerRecord>({ row, tax: taxRateAt(rates.map(taxRateOf), where, caller.now) });
};
