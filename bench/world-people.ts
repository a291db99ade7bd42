import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from '@kontor/server/platform/db/pools';
import type { Subject } from './subject.ts';

const partnerNames = ['Anadolu', 'Nordlicht'];
export const customersOfPartner = 500;
export const peopleOfPartner = 16;
export const market = 'DE';
export const currency = 'EUR';

export type BenchPartner = {
  readonly account: string;
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Admin agents. */
  readonly people: readonly string[];
  readonly customers: readonly Subject[];
};

/**
 * Two partner accounts with their people, applications, credit and customers who have signed. Their ids are random
 * (version 4), so that the ids that the product makes (version 7) can be told from them.
 */
export const buildPeople = (owner: Pool): Promise<BenchPartner[]> =>
  Promise.all(partnerNames.map((name) => buildPartner(owner, name)));

const buildPartner = async (owner: Pool, name: string): Promise<BenchPartner> => {
  const account = randomUUID();
  const domain = `${name.toLowerCase()}.example`;
  await owner.query(
    `insert into kontor.account (id, kind, name, country, domain, mpn_id) values ($1, 'partner', $2, $3, $4, '4711')`,
    [account, name, market, domain],
  );
  const clientId = randomUUID();
  const clientSecret = randomBytes(24).toString('base64url');
  await owner.query(
    `insert into kontor.application (account_id, client_id, name, secret_hash, scopes)
     values ($1, $2, 'Integration', $3, '{audit.read,orders.cancel}')`,
    [account, clientId, hash('sha256', clientSecret, 'buffer')],
  );
  await owner.query(
    `insert into kontor.credit_limit (account_id, currency, limit_minor) values ($1, $2, 1000000000000000)`,
    [account, currency],
  );
  const people = await idsOf(
    owner,
    `insert into kontor.person (account_id, id, kind, email, display_name, password_hash, roles)
     select $1, gen_random_uuid(), 'partner_user', 'agent-' || n || '@' || $2, 'Agent ' || n, 'none', '{admin_agent}'
     from generate_series(1, $3) as n returning id`,
    [account, domain, peopleOfPartner],
  );
  return {
    account,
    domain,
    clientId,
    clientSecret,
    people,
    customers: await addCustomers(owner, account, domain),
  };
};

const addCustomers = async (owner: Pool, account: string, domain: string): Promise<Subject[]> => {
  const address = { line1: '1 Example Street', city: 'Exampleton', postalCode: '12345' };
  const customers = await idsOf(
    owner,
    `insert into kontor.customer (account_id, id, name, domain, market, email, language, culture, address, created_at)
     select $1, gen_random_uuid(), 'Customer ' || n, 'customer-' || n || '.' || $2, $4, 'info@customer-' || n || '.' || $2,
       'de', 'de-DE', $5, '2026-01-15T09:30:00Z'
     from generate_series(1, $3) as n returning id`,
    [account, domain, customersOfPartner, market, address],
  );
  await owner.query(
    `insert into kontor.customer_agreement (account_id, customer_id, id, template_id, type, agreed_on, contact)
     select account_id, id, gen_random_uuid(), '117a77b0-9360-443b-8795-c6dedc750cf9', 'MicrosoftCustomerAgreement',
       '2026-01-15', '{"firstName": "Ada", "lastName": "Lovelace"}'
     from kontor.customer where account_id = $1`,
    [account],
  );
  return customers.map((customer) => ({ account, customer }));
};

const idsOf = async (owner: Pool, sql: string, values: readonly unknown[]): Promise<string[]> => {
  const { rows } = await owner.query<{ id: string }>(sql, [...values]);
  return rows.map(({ id }) => id);
};
