import { readRegistrationNumber } from '@kontor/domain/customer/registration-number';
import { accepted, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { isUniqueViolation } from '../platform/db/errors.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { hashPassword } from '../platform/identity/passwords.ts';
import { newToken, newUuid } from '../platform/new-id.ts';
import { claimDomain, insertCustomer, insertFirstPerson, readDomainTaken } from './create-customer-store.ts';
import { type CustomerBody, readCustomerBody, readDomain } from './customer-input.ts';
import type { CustomerDetailRow } from './customer-store.ts';

export type NewCustomerBody = CustomerBody & {
  readonly domain: string;
  readonly registrationNumber?: string | undefined;
};

/** Where the members stand in the request, for the words of a refusal. */
export type BodyPlaces = { readonly domain: string; readonly profile: string; readonly address: string };

export type NewCustomer = {
  readonly row: CustomerDetailRow;
  /** Shown once, kept nowhere: of the password only its hash is stored. */
  readonly administrator: {
    readonly id: string;
    readonly email: string;
    readonly password: string | undefined;
  };
};

const passwordLength = 16;

/** A customer of the caller's partner with its first administrator, whose password is in this answer alone. */
export const createCustomer = (ctx: RequestContext, body: NewCustomerBody, places: BodyPlaces) =>
  withRetries(async () => {
    const domain = readDomain(body.domain);
    const read = await readAs(ctx, 'customers.create', undefined, [readDomainTaken(domain ?? '')]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    if (domain === undefined)
      return invalid([{ path: places.domain, message: 'must be a domain, such as example.com' }]);
    const facts = readCustomerBody(body, places);
    if (!facts.accepted) return facts;
    const { market, region, address } = facts.value;
    const number = readRegistrationNumber(market, body.registrationNumber, address.phoneNumber);
    if (!number.accepted) return number;
    if (rows[0][0]?.taken) return refused({ code: 'customer.domain_taken' as const, domain });
    const id = newUuid();
    const registrationNumber = number.value;
    const password = newToken().slice(0, passwordLength);
    const administrator = { id: newUuid(), email: `admin@${domain}`, password };
    const value: NewCustomer = {
      row: {
        ...facts.value,
        id,
        domain,
        address,
        registration_number: registrationNumber,
        created_at: caller.now,
        version: 1,
        market_en: null,
        market_tr: null,
        currency: null,
        agreed_on: null,
        agreement_contact: null,
      },
      administrator,
    };
    const customer = { id: customerIdFrom(id), name: facts.value.name, market, region };
    const said = { name: facts.value.name, domain, country: market };
    try {
      const done = await act(
        withoutSecret(ctx),
        { ...caller, customer },
        {
          writes: [
            claimDomain(domain),
            insertCustomer(caller.accountId, caller.now, {
              ...facts.value,
              id,
              domain,
              registrationNumber,
            }),
            insertFirstPerson(caller.accountId, {
              id: administrator.id,
              customerId: id,
              email: administrator.email,
              name: [address.firstName, address.lastName].filter(Boolean).join(' ') || 'admin',
              passwordHash: await hashPassword(password),
            }),
          ],
          activity: [
            { action: 'add_customer', resourceId: id, newValue: { ...said, email: facts.value.email } },
            {
              action: 'create_customer_user',
              resourceId: administrator.id,
              newValue: { userPrincipalName: administrator.email, roles: ['global_administrator'] },
            },
          ],
          events: [{ type: 'customer.created', aggregateType: 'customer', aggregateId: id, data: said }],
        },
        value,
      );
      return done.accepted ? accepted(done.value.value) : done;
    } catch (error) {
      // Somebody else's administrator is called so already.
      if (isUniqueViolation(error, 'person_email'))
        return refused({ code: 'customer.domain_taken' as const, domain });
      throw error;
    }
  });

/** A repeated request is answered with everything but the password, which nobody keeps. */
const withoutSecret = (ctx: RequestContext): RequestContext => {
  const { idempotency } = ctx;
  if (idempotency === undefined) return ctx;
  return {
    ...ctx,
    idempotency: {
      ...idempotency,
      answerOf: (value) => {
        const customer = value as NewCustomer; // what createCustomer hands to act
        invariant(customer.administrator, 'a new customer has its administrator');
        return idempotency.answerOf({
          ...customer,
          administrator: { ...customer.administrator, password: undefined },
        });
      },
    },
  };
};
