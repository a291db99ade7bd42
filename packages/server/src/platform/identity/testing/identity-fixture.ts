import { hash, randomBytes, randomUUID } from 'node:crypto';
import { parseAccountId, parseCustomerId, parseUserId } from '@kontor/domain/ids';
import fastify, { type FastifyInstance } from 'fastify';
import { TOTP } from 'otpauth';
import { testDatabase } from '../../../testing/database.ts';
import type { TestDatabase } from '../../../testing/test-database.ts';
import { openVault, type Vault } from '../../keys/vault.ts';
import { type Identity, openIdentity, registerIdentityRoutes } from '../identity.ts';
import { hashPassword } from '../passwords.ts';

export const publicUrl = 'http://127.0.0.1:8080';
export const password = 'correct horse battery staple';
export const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

export type Application = { readonly clientId: string; readonly clientSecret: string };

export type IdentityFixture = {
  readonly database: TestDatabase;
  readonly vault: Vault;
  readonly clock: { now: number };
  readonly master: Buffer;
  identity: Identity;
  app: FastifyInstance;
  readonly installation: string;
  readonly partner: string;
  readonly otherPartner: string;
  readonly customer: string;
  readonly partnerApp: Application;
  readonly otherApp: Application;
  readonly agent: string;
  readonly noCode: string;
  readonly customerAdmin: string;
  readonly operator: string;
  /** Opens identity again, as another start of the server does. */
  readonly restart: () => Promise<void>;
  readonly drop: () => Promise<void>;
};

// One hash for everybody: the tests are not about its cost.
const passwordHash = hashPassword(password);

export async function identityFixture(options: { readonly quiet?: boolean } = {}): Promise<IdentityFixture> {
  const database = await testDatabase();
  const master = randomBytes(32);
  const vault = await openVault(database.system, master);
  const clock = { now: Date.now() };
  const ids = { installation: randomUUID(), partner: randomUUID(), otherPartner: randomUUID() };
  const customer = randomUUID();
  await database.owner.query('update kontor.installation set demo = true');
  await addAccounts(database, ids);
  await database.owner.query(
    `insert into kontor.customer (account_id, id, name, domain, market, created_at)
     values ($1, $2, 'Tailspin', 'tailspin.example', 'TR', now())`,
    [ids.partner, customer],
  );
  const person = (accountId: string, kind: string, email: string, rest: PersonRest = {}) =>
    addPerson(database, vault, { accountId, kind, email, ...rest });
  const people = {
    agent: await person(ids.partner, 'partner_user', 'Agent@contoso.example', { roles: ['admin_agent'] }),
    noCode: await person(ids.partner, 'partner_user', 'plain@contoso.example', { totp: false }),
    customerAdmin: await person(ids.partner, 'customer_user', 'admin@tailspin.example', { customer }),
    operator: await person(ids.installation, 'operator', 'operator@kontor.example', { roles: ['operator'] }),
  };
  const fixture: IdentityFixture = {
    database,
    vault,
    clock,
    master,
    ...ids,
    customer,
    ...people,
    partnerApp: await addApplication(database, ids.partner),
    otherApp: await addApplication(database, ids.otherPartner),
    ...(await open(database, vault, clock, options.quiet)),
    restart: async () => {
      await fixture.app.close();
      Object.assign(fixture, await open(database, await openVault(database.system, master), clock));
    },
    drop: async () => {
      await fixture.app.close();
      await database.drop();
    },
  };
  return fixture;
}

async function open(database: TestDatabase, vault: Vault, clock: { now: number }, silent = false) {
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: silent ? quiet : console.error };
  const identity = await openIdentity({ pools: database, vault, publicUrl, realNow: () => clock.now, log });
  const app = fastify();
  registerIdentityRoutes(app, identity);
  await app.ready();
  return { identity, app };
}

async function addAccounts(
  database: TestDatabase,
  ids: { installation: string; partner: string; otherPartner: string },
): Promise<void> {
  await database.owner.query(
    `insert into kontor.account (id, kind, name, country, domain) values
       ($1, 'installation', 'Kontor', 'TR', 'kontor.example'),
       ($2, 'partner', 'Contoso', 'TR', 'Contoso.example'),
       ($3, 'partner', 'Fabrikam', 'DE', 'fabrikam.example')`,
    [ids.installation, ids.partner, ids.otherPartner],
  );
}

export async function addApplication(database: TestDatabase, accountId: string): Promise<Application> {
  const clientId = randomUUID();
  const clientSecret = randomBytes(24).toString('base64url');
  await database.owner.query(
    `insert into kontor.application (account_id, client_id, name, secret_hash, scopes)
     values ($1, $2, 'Sync', $3, '{audit.read}')`,
    [accountId, clientId, hash('sha256', clientSecret, 'buffer')],
  );
  return { clientId, clientSecret };
}

type PersonRest = { readonly roles?: string[]; readonly customer?: string; readonly totp?: boolean };

export async function addPerson(
  database: TestDatabase,
  vault: Vault,
  person: { readonly accountId: string; readonly kind: string; readonly email: string } & PersonRest,
): Promise<string> {
  const id = randomUUID();
  const sealed = vault.seal({ table: 'person', row: id, tenant: person.accountId }, totpSecret);
  const code = person.totp === false ? [null, null] : [sealed.ciphertext, sealed.dataKeyId];
  await database.owner.query(
    `insert into kontor.person (account_id, id, customer_id, kind, email, display_name, password_hash, roles,
       totp_ciphertext, data_key_id) values ($1, $2, $3, $4, $5, 'A Person', $6, $7, $8, $9)`,
    [
      person.accountId,
      id,
      person.customer ?? null,
      person.kind,
      person.email,
      await passwordHash,
      person.roles ?? [],
      ...code,
    ],
  );
  return id;
}

/** The code that the authenticator shows at an instant. */
export function codeAt(milliseconds: number): string {
  return new TOTP({ secret: totpSecret }).generate({ timestamp: milliseconds });
}

export const accountId = (text: string) => parseAccountId(text)!;
export const customerId = (text: string) => parseCustomerId(text)!;
export const userId = (text: string) => parseUserId(text)!;
