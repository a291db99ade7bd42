import { createHash } from 'node:crypto';
import { type PartnerRole, partnerRoles } from '@kontor/domain/access/roles';
import {
  type AccountId,
  type CustomerId,
  parseAccountId,
  parseCustomerId,
  parseUserId,
  type UserId,
} from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import type { Principal } from '../platform/http/context.ts';

export type WorldCustomer = {
  readonly id: CustomerId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly domain: string;
  readonly market: string;
  readonly admin: UserId;
  readonly member: UserId;
};

export type WorldPartner = {
  readonly id: AccountId;
  readonly name: string;
  readonly clientId: string;
  readonly users: Readonly<Record<PartnerRole, UserId>>;
  /** By market code. */
  readonly customers: Readonly<Record<string, WorldCustomer>>;
};

export type WorldPeople = {
  readonly operator: { readonly accountId: AccountId; readonly userId: UserId };
  /** Production, Türkiye; customers in DE, AU, BR, TR and JP. */
  readonly partner: WorldPartner;
  /** Production, Germany: nobody of here may see anything of the partner. */
  readonly stranger: WorldPartner;
  readonly sandbox: WorldPartner;
};

/** The same uuid for the same name, so that failures can be read. */
const uuidOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const must = <T>(value: T | undefined): T => {
  invariant(value !== undefined, 'the world is made of readable ids');
  return value;
};

const accountOf = (name: string) => must(parseAccountId(uuidOf(`account ${name}`)));
const userOf = (name: string) => must(parseUserId(uuidOf(`person ${name}`)));
const customerOf = (name: string) => must(parseCustomerId(uuidOf(`customer ${name}`)));

/** A user of the partner with a second factor, holding the one role. */
export const asUser = (partner: WorldPartner, role: PartnerRole): Principal => ({
  kind: 'partner_user',
  accountId: partner.id,
  userId: partner.users[role],
  secondFactor: true,
});

export const asApp = (partner: WorldPartner): Principal => ({
  kind: 'partner_app',
  accountId: partner.id,
  clientId: partner.clientId,
});

export const asCustomer = (customer: WorldCustomer, who: 'admin' | 'member' = 'admin'): Principal => ({
  kind: 'customer_user',
  accountId: customer.accountId,
  customerId: customer.id,
  userId: customer[who],
  secondFactor: true,
});

export const asOperator = ({ operator }: WorldPeople): Principal => ({
  kind: 'operator',
  ...operator,
  secondFactor: true,
});

const customerSeeds = {
  DE: ['Ülkü Kältetechnik GmbH', 'ulku-kaelte.example', 'de', 'de-DE'],
  AU: ['Kookaburra Pty Ltd', 'kookaburra.example', 'en', 'en-AU'],
  BR: ['Ipê Comércio Ltda', 'ipe.example', 'pt', 'pt-BR'],
  TR: ['İstanbul Isı Sanayi A.Ş.', 'istanbul-isi.example', 'tr', 'tr-TR'],
  JP: ['Sakura Kabushiki Kaisha', 'sakura.example', 'ja', 'ja-JP'],
  US: ['Prairie Works Inc.', 'prairie.example', 'en', 'en-US'],
} as const;

type Market = keyof typeof customerSeeds;

/** Accounts, people, applications, customers, agreements and credit limits. */
export const buildPeople = (system: Pool): Promise<WorldPeople> =>
  withTransaction(system, noTenant, async (transaction) => {
    const installation = accountOf('installation');
    await addAccount(transaction, { id: installation, kind: 'installation', name: 'Kontor', country: 'DE' });
    const operator = userOf('operator');
    await addPerson(transaction, installation, null, operator, 'operator', 'operator', ['operator']);
    return {
      operator: { accountId: installation, userId: operator },
      partner: await addPartner(transaction, 'Anadolu Yazılım', 'TR', ['DE', 'AU', 'BR', 'TR', 'JP']),
      stranger: await addPartner(transaction, 'Nordlicht Systeme', 'DE', ['DE']),
      sandbox: await addPartner(transaction, 'Deneme Sandbox', 'TR', ['US', 'AU', 'BR'], true),
    };
  });

const addPartner = async (
  transaction: Transaction,
  name: string,
  country: string,
  markets: readonly Market[],
  sandbox = false,
): Promise<WorldPartner> => {
  const id = accountOf(name);
  await addAccount(transaction, { id, kind: 'partner', name, country, sandbox });
  const clientId = uuidOf(`application ${name}`);
  await transaction.sql(
    `insert into kontor.application (account_id, client_id, name, secret_hash, scopes)
     values ($1, $2, 'Integration', '\\x00', '{audit.read,orders.cancel}')`,
    [id, clientId],
  );
  const users: Partial<Record<PartnerRole, UserId>> = {};
  for (const role of partnerRoles) {
    const user = userOf(`${name} ${role}`);
    await addPerson(transaction, id, null, user, 'partner_user', `${role}@${domainOf(name)}`, [role]);
    users[role] = user;
  }
  await transaction.sql(
    `insert into kontor.credit_limit (account_id, currency, limit_minor)
     select $1, unnest('{EUR,USD,AUD,BRL,TRY,JPY}'::text[]), 100000000000`,
    [id],
  );
  const customers: Record<string, WorldCustomer> = {};
  for (const market of markets) customers[market] = await addCustomer(transaction, id, name, market);
  // Every role has just been given its user.
  return { id, name, clientId, users: users as Record<PartnerRole, UserId>, customers };
};

const domainOf = (name: string): string => `${uuidOf(name).slice(0, 8)}.example`;

type AccountSeed = {
  readonly id: AccountId;
  readonly kind: string;
  readonly name: string;
  readonly country: string;
  readonly sandbox?: boolean;
};

const addAccount = (transaction: Transaction, seed: AccountSeed) =>
  transaction.sql(
    `insert into kontor.account (id, kind, name, country, domain, mpn_id, sandbox) values ($1, $2, $3, $4, $5, '4711', $6)`,
    [seed.id, seed.kind, seed.name, seed.country, domainOf(seed.name), seed.sandbox ?? false],
  );

const addPerson = (
  transaction: Transaction,
  accountId: AccountId,
  customerId: CustomerId | null,
  id: UserId,
  kind: string,
  email: string,
  roles: readonly string[],
) =>
  transaction.sql(
    `insert into kontor.person (account_id, id, customer_id, kind, email, display_name, password_hash, roles)
     values ($1, $2, $3, $4, $5, $5, 'none', $6)`,
    [accountId, id, customerId, kind, email, roles],
  );

const addCustomer = async (
  transaction: Transaction,
  accountId: AccountId,
  partner: string,
  market: Market,
): Promise<WorldCustomer> => {
  const [name, domain, language, culture] = customerSeeds[market];
  const id = customerOf(`${partner} ${market}`);
  const address = {
    line1: '1 Example Street',
    city: 'Exampleton',
    postalCode: '12345',
    phoneNumber: '5550100',
  };
  await transaction.sql(
    `insert into kontor.customer (account_id, id, name, domain, market, email, language, culture, address, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '2026-01-15T09:30:00Z')`,
    [accountId, id, name, domain, market, `info@${domain}`, language, culture, address],
  );
  await transaction.sql(
    `insert into kontor.customer_agreement (account_id, customer_id, id, template_id, type, agreed_on, contact)
     values ($1, $2, $3, '117a77b0-9360-443b-8795-c6dedc750cf9', 'MicrosoftCustomerAgreement', '2026-01-15', $4)`,
    [
      accountId,
      id,
      uuidOf(`agreement ${id}`),
      { firstName: 'Ada', lastName: 'Lovelace', email: `ada@${domain}` },
    ],
  );
  const admin = userOf(`${id} admin`);
  const member = userOf(`${id} member`);
  const owner = uuidOf(partner).slice(0, 6);
  await addPerson(transaction, accountId, id, admin, 'customer_user', `admin-${owner}@${domain}`, [
    'global_administrator',
  ]);
  await addPerson(transaction, accountId, id, member, 'customer_user', `member-${owner}@${domain}`, ['user']);
  return { id, accountId, name, domain, market, admin, member };
};
