import * as contract from '@kontor/contract/customer-tax';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { searchable } from '../platform/http/searchable.ts';
import type { TaxedCustomerRow } from './customer-tax-store.ts';
import { listPartnerCustomers, type TaxedCustomerList } from './list-partner-customers.ts';
import { type CustomerTax, putCustomerTax, putTaxExemption } from './set-customer-tax.ts';

const placeOf = (ctx: RequestContext, partnerId: string) => ({
  accountId: ctx.principal.accountId,
  list: `partner_customers/${partnerId}`,
});

export const registerCustomerTax = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.putCustomerTax, {
    run: (ctx, { params, body }) => putCustomerTax(ctx, customerIdFrom(params.customerId), body.vatId),
    view,
  });
  registerKontor(app, surface, contract.listPartnerCustomers, {
    run: async (ctx, { params, query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, placeOf(ctx, params.partnerId), query.cursor);
      if (!cursor.accepted) return cursor;
      const [after = null] = cursor.value ?? [];
      return listPartnerCustomers(ctx, params.partnerId, {
        text: searchable(query.search),
        after,
        limit: limit.value,
      });
    },
    view: ({ partnerId, items, last }: TaxedCustomerList, ctx) => ({
      items: items.map((row) => taxedCustomerView(row, ctx.locale)),
      next: last && sealCursor(ctx.vault, placeOf(ctx, partnerId), [last.id]),
    }),
  });
  registerKontor(app, surface, contract.putTaxExemption, {
    run: (ctx, { params, body }) =>
      putTaxExemption(
        ctx,
        { partnerId: params.partnerId, customerId: customerIdFrom(params.customerId) },
        body.exemption,
      ),
    view,
  });
};

const view = ({ vat_id, tax_exemption }: CustomerTax) => ({ vatId: vat_id, exemption: tax_exemption });

const taxedCustomerView = (row: TaxedCustomerRow, locale: string) => ({
  id: row.id,
  name: row.name,
  country: row.market,
  countryName: (/^tr\b/i.test(locale) ? row.market_tr : row.market_en) ?? row.market,
  tax: view(row),
});
