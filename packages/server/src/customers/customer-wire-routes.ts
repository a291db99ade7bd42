import { judgeAddress } from '@kontor/domain/customer/check-address';
import { accepted, refused } from '@kontor/domain/decision';
import { operations as wire } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireInput, type WireSurface } from '../platform/http/register-wire.ts';
import { changeBilling, deleteCustomer, endRelationship } from './change-customer.ts';
import { countryOf } from './country-rules.ts';
import { createCustomer, type NewCustomer } from './create-customer.ts';
import { readDomainTaken } from './create-customer-store.ts';
import { type CustomerBody, readDomain } from './customer-input.ts';
import { type CustomerDetailRow, readCustomer } from './customer-store.ts';
import {
  billingEtag,
  billingProfileWire,
  companyProfileWire,
  countryRulesWire,
  newCustomerWire,
  releasedWire,
} from './customer-wire.ts';

type Profile = WireInput<(typeof wire)['putBillingProfile']>['body'];

const bodyOf = (profile: Profile): CustomerBody => ({
  companyName: profile.companyName,
  email: profile.email,
  culture: profile.culture,
  language: profile.language,
  firstName: profile.firstName,
  lastName: profile.lastName,
  address: profile.defaultAddress,
});

const inCreate = {
  domain: 'companyProfile.domain',
  profile: 'billingProfile.',
  address: 'billingProfile.defaultAddress.',
};
const inProfile = { profile: '', address: 'defaultAddress.' };

/** One customer for users alone, as its profiles are. */
const readProfile = async (ctx: RequestContext, customer: string | undefined) => {
  const customerId = customerIdFrom(customer);
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'customer_profiles.read', customerId, [
    readCustomer(accountId, ctx.realNow(), customerId),
  ]);
  if (!read.accepted) return read;
  const [row] = read.value.rows[0];
  return row ? accepted<CustomerDetailRow>(row) : refused({ code: 'customer.not_found' as const });
};

/** Either the header or the body binds; without one the change is of whatever stands. */
const isCurrent =
  ({ ifMatch, body }: Pick<WireInput<(typeof wire)['putBillingProfile']>, 'ifMatch' | 'body'>) =>
  (row: CustomerDetailRow): boolean => {
    const header = ifMatch?.replace(/^W\//, '').replace(/^"(.*)"$/, '$1');
    return [header, body.attributes?.etag].every(
      (etag) => etag === undefined || etag === '' || etag === '*' || etag === billingEtag(row),
    );
  };

export const registerCustomerChangesWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.createCustomer, {
    run: (ctx, { body }) =>
      createCustomer(
        ctx,
        {
          ...bodyOf(body.billingProfile),
          domain: body.companyProfile.domain,
          registrationNumber: body.companyProfile.organizationRegistrationNumber,
        },
        inCreate,
      ),
    headers: ({ row }: NewCustomer) => ({ location: `/customers/${row.id}` }),
    view: newCustomerWire,
  });
  registerWire(app, surface, wire.patchCustomer, {
    run: async (ctx, { params, body }) => {
      const customerId = customerIdFrom(params.customer);
      if (body.relationshipToPartner === 'none') return endRelationship(ctx, customerId);
      const read = await readAs(ctx, 'customers.release', customerId, []);
      return read.accepted
        ? invalid([{ path: 'relationshipToPartner', message: 'can only be set to none' }])
        : read;
    },
    view: releasedWire,
  });
  registerWire(app, surface, wire.deleteCustomer, {
    run: (ctx, { params }) => deleteCustomer(ctx, customerIdFrom(params.customer)),
    view: () => undefined,
  });
  registerWire(app, surface, wire.getCompanyProfile, {
    run: (ctx, { params }) => readProfile(ctx, params.customer),
    view: companyProfileWire,
  });
  registerWire(app, surface, wire.getBillingProfile, {
    run: (ctx, { params }) => readProfile(ctx, params.customer),
    view: billingProfileWire,
  });
  registerWire(app, surface, wire.putBillingProfile, {
    run: (ctx, input) =>
      changeBilling(ctx, {
        customerId: customerIdFrom(input.params.customer),
        bodyOf: () => bodyOf(input.body),
        isCurrent: isCurrent(input),
        places: inProfile,
      }),
    view: billingProfileWire,
  });
  registerWire(app, surface, wire.getValidationStatus, {
    run: async (ctx, { params, query }) => {
      const found = await readProfile(ctx, params.customer);
      if (!found.accepted) return found;
      const type = query.type ?? 'account';
      return type.toLowerCase() === 'account'
        ? found
        : invalid([{ path: 'type', message: 'must be account' }]);
    },
    // Nobody here looks into accounts before they buy.
    view: ({ created_at }: CustomerDetailRow) => ({
      type: 'Account',
      status: 'Allowed',
      lastUpdateDateTime: new Date(created_at).toISOString(),
    }),
  });
  registerQuestions(app, surface);
};

const registerQuestions = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.validateAddress, {
    run: async (ctx, { body }) => {
      const read = await readAs(ctx, 'customers.read', undefined, []);
      if (!read.accepted) return read;
      const country = countryOf(body.country);
      return country === undefined
        ? refused({ code: 'country.unknown' as const })
        : accepted(judgeAddress(body, country));
    },
    view: ({ status, suggested }, _ctx, { body }) => ({
      originalAddress: body,
      suggestedAddresses: suggested,
      status,
    }),
  });
  registerWire(app, surface, wire.headDomain, {
    run: async (ctx, { params }) => {
      const read = await readAs(ctx, 'customers.read', undefined, [
        readDomainTaken(readDomain(params.domain ?? '') ?? ''),
      ]);
      return read.accepted ? accepted({ taken: read.value.rows[0][0]?.taken === true }) : read;
    },
    view: () => undefined,
    // Taken is there, and free is not.
    send: ({ taken }, reply) => reply.code(taken ? 200 : 404).send(),
  });
  registerWire(app, surface, wire.getCountryRules, {
    run: async (ctx, { params }) => {
      const read = await readAs(ctx, 'customers.read', undefined, []);
      if (!read.accepted) return read;
      const country = countryOf(params.country ?? '');
      return country === undefined ? refused({ code: 'country.unknown' as const }) : accepted(country);
    },
    view: countryRulesWire,
  });
};
