import {
  type AgreementTemplate,
  agreementTemplateOf,
  agreementTemplates,
  agreementTypesMeant,
} from '@kontor/domain/customer/agreement';
import { accepted, refused } from '@kontor/domain/decision';
import { operations as wire } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { link } from '../wire/seek-page.ts';
import { listAgreements, recordAgreement } from './agreements.ts';
import { countryOf } from './country-rules.ts';
import { agreementWire, qualificationWire, templateWire } from './customer-wire.ts';
import { listQualifications, qualifyCustomer } from './qualifications.ts';

const unknownType = () =>
  invalid([
    {
      path: 'agreementType',
      message: 'must be MicrosoftCustomerAgreement, MicrosoftCloudAgreement or *',
    },
  ]);

const collection = (items: readonly unknown[], path: string) => ({
  totalCount: items.length,
  items,
  links: { self: link(path) },
  attributes: { objectType: 'Collection' },
});

const mayRead = (ctx: RequestContext) => readAs(ctx, 'customers.read', undefined, []);

export const registerAgreementsWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.listAgreementTemplates, {
    run: async (ctx, { query }) => {
      const read = await mayRead(ctx);
      if (!read.accepted) return read;
      const types = agreementTypesMeant(query.agreementtype ?? '*');
      if (types === undefined) return unknownType();
      return accepted(agreementTemplates.filter(({ type }) => types.includes(type)));
    },
    view: (templates: readonly AgreementTemplate[]) => collection(templates.map(templateWire), '/agreements'),
  });
  registerWire(app, surface, wire.getAgreementDocument, {
    run: async (ctx, { params, query }) => {
      const read = await mayRead(ctx);
      if (!read.accepted) return read;
      const template = agreementTemplateOf(params.template ?? '');
      if (!template) return refused({ code: 'agreement.template_unknown' as const });
      const country = countryOf(query.country ?? 'US');
      // The service reads the code letter by letter.
      if (country === undefined || country.code !== (query.country ?? 'US'))
        return refused({ code: 'country.unknown' as const });
      return accepted({ template, country: country.code, language: query.language ?? 'en-US' });
    },
    view: ({ template, country, language }) => {
      const uri = `${template.link}?${new URLSearchParams({ language, country })}`;
      return { displayUri: uri, downloadUri: uri, language, country };
    },
  });
  registerWire(app, surface, wire.listCustomerAgreements, {
    run: async (ctx, { params, query }) => {
      const found = await listAgreements(ctx, customerIdFrom(params.customer));
      if (!found.accepted) return found;
      const types = agreementTypesMeant(query.agreementtype);
      if (types === undefined) return unknownType();
      return accepted(found.value.filter(({ type }) => types.some((each) => each === type)));
    },
    view: (rows, _ctx, { params }) =>
      collection(rows.map(agreementWire), `/customers/${customerIdFrom(params.customer)}/agreements`),
  });
  registerWire(app, surface, wire.createCustomerAgreement, {
    run: (ctx, { params, body }) =>
      recordAgreement(ctx, customerIdFrom(params.customer), {
        templateId: body.templateId,
        type: body.type,
        dateAgreed: body.dateAgreed,
        contact: body.primaryContact,
        userId: body.userId,
      }),
    view: (row) => {
      const { agreementLink: _link, ...agreement } = agreementWire(row);
      return { ...agreement, ...(row.recorded_by === null ? {} : { userId: row.recorded_by }) };
    },
  });
  registerWire(app, surface, wire.getDirectSigned, {
    run: (ctx, { params }) => listAgreements(ctx, customerIdFrom(params.customer)),
    // Customers sign nothing here by themselves: what is on record is their partner's word.
    view: () => ({ isSigned: false }),
  });
  registerQualifications(app, surface);
};

const registerQualifications = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.listQualifications, {
    run: (ctx, { params }) => listQualifications(ctx, customerIdFrom(params.customer)),
    view: (rows) => rows.map(qualificationWire),
  });
  registerWire(app, surface, wire.createQualification, {
    run: (ctx, { params, body }) => qualifyCustomer(ctx, customerIdFrom(params.customer), body.qualification),
    view: qualificationWire,
  });
  registerWire(app, surface, wire.getQualification, {
    run: (ctx, { params }) => listQualifications(ctx, customerIdFrom(params.customer)),
    // The older form knows one word.
    view: (rows) => rows[0]?.qualification ?? 'None',
  });
  registerWire(app, surface, wire.putQualification, {
    run: (ctx, { params, body }) => qualifyCustomer(ctx, customerIdFrom(params.customer), body),
    view: ({ qualification }) => qualification,
  });
};
