import * as contract from '@kontor/contract/customer-tax';
import type { FastifyInstance } from 'fastify';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { type CustomerTax, putCustomerTax, putTaxExemption } from './set-customer-tax.ts';

export const registerCustomerTax = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.putCustomerTax, {
    run: (ctx, { params, body }) => putCustomerTax(ctx, customerIdFrom(params.customerId), body.vatId),
    view,
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
