import type { Instant } from '@kontor/domain/time';
import { jsonb } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';
import type { CustomerAddress } from './customer-address.ts';

export const readDomainTaken = (domain: string): Statement<{ readonly taken: boolean }> =>
  statement('customers.read_domain_taken', 'select kontor.is_domain_taken($1) as taken', [domain]);

/** Ends the transaction where somebody else was given the domain since it was read. */
export const claimDomain = (domain: string): Statement =>
  statement(
    'customers.claim_domain',
    `select kontor.expect(kontor.claim_domain($1)::int, 0, 'customer.changed')`,
    [domain],
  );

export type NewCustomerRow = {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly market: string;
  readonly region: string;
  readonly email: string;
  readonly language: string;
  readonly culture: string;
  readonly address: CustomerAddress;
  readonly registrationNumber: string;
};

export const insertCustomer = (accountId: string, at: Instant, row: NewCustomerRow): Statement =>
  statement(
    'customers.insert',
    `insert into kontor.customer (account_id, id, name, domain, market, region, email, language, culture, address,
       registration_number, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12)`,
    [
      accountId,
      row.id,
      row.name,
      row.domain,
      row.market,
      row.region,
      row.email,
      row.language,
      row.culture,
      jsonb(row.address),
      row.registrationNumber,
      new Date(at),
    ],
  );

export type FirstPerson = {
  readonly id: string;
  readonly customerId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
};

export const insertFirstPerson = (accountId: string, person: FirstPerson): Statement =>
  statement(
    'customers.insert_first_person',
    `insert into kontor.person (account_id, id, customer_id, kind, email, display_name, password_hash, roles)
     values ($1, $2, $3, 'customer_user', $4, $5, $6, '{global_administrator}')`,
    [accountId, person.id, person.customerId, person.email, person.name, person.passwordHash],
  );

export const updateBilling = (
  accountId: string,
  customerId: string,
  version: number,
  row: Omit<NewCustomerRow, 'id' | 'domain' | 'market' | 'registrationNumber'>,
): Statement =>
  statement(
    'customers.update_billing',
    `with changed as (
       update kontor.customer set name = $4, region = $5, email = $6, language = $7, culture = $8, address = $9::jsonb,
         version = version + 1
       where account_id = $1 and id = $2 and version = $3 and ended_at is null returning 1)
     select kontor.expect(count(*), 1, 'customer.changed') from changed`,
    [
      accountId,
      customerId,
      version,
      row.name,
      row.region,
      row.email,
      row.language,
      row.culture,
      jsonb(row.address),
    ],
  );

/** What still runs for a customer. */
export const readRunning = (
  accountId: string,
  customerId: string,
): Statement<{ readonly reservations: bigint; readonly subscriptions: bigint }> =>
  statement(
    'customers.read_running',
    `select
       (select count(*) from kontor.reservation where account_id = $1 and customer_id = $2 and status = 'active') as reservations,
       (select count(*) from kontor.subscription where account_id = $1 and customer_id = $2 and status in ('active', 'pending'))
         as subscriptions`,
    [accountId, customerId],
  );

/** Waits for orders of the customer that are being written; what looks afterwards sees them. */
export const holdCustomer = (accountId: string, customerId: string): Statement =>
  statement('customers.hold', 'select 1 from kontor.customer where account_id = $1 and id = $2 for update', [
    accountId,
    customerId,
  ]);

export const releaseCustomer = (accountId: string, customerId: string, at: Instant): Statement =>
  statement(
    'customers.release',
    `with changed as (
       update kontor.customer c set ended_at = $3, ended_as = 'released', version = version + 1
       where account_id = $1 and id = $2 and ended_at is null
         and not exists (select 1 from kontor.subscription s where s.account_id = $1 and s.customer_id = $2
           and s.status in ('active', 'pending'))
         and not exists (select 1 from kontor.reservation r where r.account_id = $1 and r.customer_id = $2
           and r.status = 'active')
       returning 1)
     select kontor.expect(count(*), 1, 'customer.changed') from changed`,
    [accountId, customerId, new Date(at)],
  );

export const purgeCustomer = (accountId: string, customerId: string, at: Instant): Statement =>
  statement(
    'customers.purge',
    `select kontor.expect(kontor.purge_customer($1, $2, $3), 1, 'customer.changed')`,
    [accountId, customerId, new Date(at)],
  );
