import * as contract from '@kontor/contract/customers';
import type { BodyOf } from '@kontor/contract/operation';
import type { FastifyInstance } from 'fastify';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import type { AgreementRow } from './agreement-store.ts';
import { listAgreements, recordAgreement } from './agreements.ts';
import { changeBilling, deleteCustomer, endRelationship } from './change-customer.ts';
import { createCustomer, type NewCustomer } from './create-customer.ts';
import type { CustomerBody } from './customer-input.ts';
import type { CustomerDetailRow } from './customer-store.ts';

type Fields = Omit<BodyOf<typeof contract.updateCustomer>, 'version'>;

const bodyOf = ({ name, address, ...fields }: Fields, country: string): CustomerBody => ({
  companyName: name,
  email: fields.email,
  culture: fields.culture,
  language: fields.language,
  firstName: fields.firstName,
  lastName: fields.lastName,
  address: {
    country,
    addressLine1: address.line1,
    addressLine2: address.line2,
    city: address.city,
    state: address.region,
    postalCode: address.postalCode,
    phoneNumber: address.phoneNumber,
  },
});

const places = { domain: 'domain', profile: '', address: 'address.' };

const agreementView = ({ id, template_id, type, agreed_on, contact }: AgreementRow) => ({
  id,
  templateId: template_id,
  type,
  agreedOn: agreed_on,
  contact: Object.fromEntries(Object.entries(contact).filter(([, text]) => typeof text === 'string')),
});

/** What changes a customer, on Kontor's own surface. */
export const registerCustomerChanges = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.createCustomer, {
    run: (ctx, { body: { domain, country, registrationNumber, ...fields } }) =>
      createCustomer(ctx, { ...bodyOf(fields, country), domain, registrationNumber }, places),
    view: ({ row, administrator: { id, email, password } }: NewCustomer) => ({
      id: row.id,
      name: row.name,
      domain: row.domain,
      administrator: { id, email, password: password ?? '' },
    }),
  });
  registerKontor(app, surface, contract.updateCustomer, {
    run: (ctx, { params, body: { version, ...fields } }) =>
      changeBilling(ctx, {
        customerId: customerIdFrom(params.customerId),
        bodyOf: (row) => bodyOf(fields, row.market),
        isCurrent: (row) => version === undefined || row.version === version,
        places,
      }),
    view: ({ id, name, version }: CustomerDetailRow) => ({ id, name, version }),
  });
  registerKontor(app, surface, contract.releaseCustomer, {
    run: (ctx, { params }) => endRelationship(ctx, customerIdFrom(params.customerId)),
    view: () => undefined,
  });
  registerKontor(app, surface, contract.deleteCustomer, {
    run: (ctx, { params }) => deleteCustomer(ctx, customerIdFrom(params.customerId)),
    view: () => undefined,
  });
  registerKontor(app, surface, contract.listAgreements, {
    run: (ctx, { params }) => listAgreements(ctx, customerIdFrom(params.customerId)),
    view: (rows: readonly AgreementRow[]) => ({ items: rows.map(agreementView) }),
  });
  registerKontor(app, surface, contract.recordAgreement, {
    run: (ctx, { params, body }) =>
      recordAgreement(ctx, customerIdFrom(params.customerId), {
        templateId: body.templateId,
        dateAgreed: body.agreedOn,
        contact: body.contact,
        userId: body.userId,
      }),
    view: agreementView,
  });
};
