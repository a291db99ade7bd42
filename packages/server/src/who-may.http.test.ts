import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { Operation } from '@kontor/contract/operation';
import { operations } from '@kontor/contract/operations';
import { applicationScopes, type Permission, permissions } from '@kontor/domain/access/permissions';
import { type PartnerRole, partnerRoles } from '@kontor/domain/access/roles';
import { operations as wireOperations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { realNow } from './platform/clock.ts';
import { writeBatch } from './platform/db/batch.ts';
import { noTenant } from './platform/db/scope.ts';
import { openIdentity } from './platform/identity/identity.ts';
import { issueRefreshToken } from './platform/identity/refresh-tokens.ts';
import { insertSession, type Portal } from './platform/identity/session-store.ts';
import { csrfTokenFor, sessionCookie, sessionKey } from './platform/identity/session-token.ts';
import { testDatabase } from './testing/database.ts';
import {
  bodies,
  fillPath,
  nobody,
  queries,
  streams,
  wireAccess,
  wireBodies,
} from './testing/every-request.ts';
import { arrangePurchase, type BoughtLine } from './testing/purchases.ts';
import type { TestDatabase } from './testing/test-database.ts';
import { buildWorld, type World } from './testing/world.ts';
import type { WorldPartner } from './testing/world-people.ts';

// Who may, with the sessions and tokens that people and programs really have, on both APIs: every operation × every
// role × every kind of proof. What is expected is written here from the product's own words (section 1).

/** G A S H B U C R M stand for the nine partner roles in their order. */
const letters = 'GASHBUCRM';
type Line = {
  readonly roles: string;
  /** An application without a user, too. */
  readonly app?: true;
  /** The scope that an application needs, with or without a user. */
  readonly scope?: (typeof applicationScopes)[number];
  readonly operator?: true;
  readonly customer?: 'administrator' | 'anybody';
  /** "Partner users must pass a second factor before they can see keys, cancel or manage users." */
  readonly code?: true;
};

const operatorOnly = { roles: '', operator: true } as const satisfies Line;
const ownOrganisation = { roles: '', customer: 'administrator' } as const satisfies Line;

const product: Readonly<Record<Permission, Line>> = {
  // "see customers, catalog, order history, software list (without keys)"; the operator may "read everything except
  // key text"; "App-only tokens may: customers, catalog, carts, orders …, subscriptions, invoices, audit records,
  // webhooks, clock … never: keys, links, downloads, activity, users, service requests, entitlements".
  'customers.read': { roles: 'GASH', app: true, operator: true },
  'catalog.read': { roles: 'GASH', app: true, operator: true },
  'orders.read': { roles: 'GASH', app: true, operator: true },
  'subscriptions.read': { roles: 'GASH', app: true, operator: true },
  'software.read': { roles: 'GASH', operator: true },
  'entitlements.read': { roles: 'GASH' },
  'subscription_support.read': { roles: 'GASH' },
  // "add a customer, record the customer agreement"
  'customers.create': { roles: 'GAS', app: true },
  'agreements.record': { roles: 'GAS', app: true },
  // "whatever the wire reference 1.3 lists as App+User": profiles, and the end of a relationship
  'customer_profiles.read': { roles: 'GASH' },
  'customers.release': { roles: 'GA' },
  'customers.delete': { roles: 'GA', app: true },
  // "buy"
  'carts.write': { roles: 'GAS', app: true },
  'orders.buy': { roles: 'GAS', app: true },
  // "get keys, download, copy a download link: Admin agent only"; "list and revoke download links: Admin agent"
  'keys.read': { roles: 'A', code: true },
  'keys.replace': { roles: 'A', code: true },
  'downloads.read': { roles: 'A', code: true },
  'links.create': { roles: 'A', code: true },
  'links.manage': { roles: 'A', code: true },
  // "cancel a purchase: Admin agent only"; "orders.cancel [is] off unless granted"; "cancellation preview: whoever
  // sees the software list"
  'orders.cancel': { roles: 'A', app: true, scope: 'orders.cancel', code: true },
  'cancellations.preview': { roles: 'GASH', app: true },
  // "activity log: Global, Account, Referral, Marketing content administrator"; "audit.read [is] off unless granted"
  'activity.read': { roles: 'GCRM', scope: 'audit.read', operator: true },
  'activity.witness': { roles: 'GCRM', scope: 'audit.read', operator: true },
  // "Global administrator: everything about users"; what their log tells of them is the same people's and the operator's
  'activity.manage': { roles: 'G', operator: true, code: true },
  'audit.read': { roles: 'GCRM', app: true, scope: 'audit.read' },
  // "invoices, credits, reconciliation files: Billing administrator, Global administrator, Admin agent"
  'invoices.read': { roles: 'GAB', app: true, operator: true },
  'invoice_summaries.read': { roles: 'GAB' },
  // "partner users and roles: Global administrator, User management administrator"
  'users.manage': { roles: 'GU', code: true },
  // "support requests: everyone creates …; Admin agent and Global administrator see all; a refund needs Admin agent"
  'support.create': { roles: letters },
  'support.read': { roles: letters, operator: true },
  'support.answer': { roles: letters, operator: true },
  'support.read_all': { roles: 'GA', operator: true },
  'support.request_refund': { roles: 'A' },
  // "edit a customer"
  'customers.edit': { roles: 'GASH', app: true },
  // "change a subscription or reservation: Admin agent, Sales agent; exchange and refund: Admin agent"
  'subscriptions.change': { roles: 'AS', app: true },
  'reservations.return': { roles: 'A', code: true },
  // "customers' users and roles: Admin agent, Helpdesk agent"
  'customer_users.manage': { roles: 'AH', code: true },
  // "applications, secrets, webhooks, sandbox accounts: Global administrator (a sandbox clock also Admin agent)"
  'applications.manage': { roles: 'G', code: true },
  // What a partner says of itself is everybody's; Global and Account administrator write it. Usage is as invoices are.
  'profiles.read': { roles: letters },
  'legal_profile.read': { roles: letters, app: true },
  'profiles.edit': { roles: 'GC' },
  'legal_profile.edit': { roles: 'GC', app: true },
  'usage.read': { roles: 'GAB' },
  'budgets.edit': { roles: 'GA' },
  'mfa_status.read': { roles: 'GAU', app: true },
  'webhooks.manage': { roles: 'G', app: true },
  'events.read': { roles: 'G', app: true, operator: true },
  'sandboxes.manage': { roles: 'G' },
  // Notices are the reader's own; a calendar shows what whoever previews a cancellation sees.
  'notices.read': { roles: letters, operator: true },
  'calendar.read': { roles: 'GASH' },
  'clock.move': { roles: 'GA', app: true },
  'clock.read': { roles: letters, app: true, operator: true },
  // The operator: "load price sheets, keys, artifacts; set policies, tax rates, markets; create partners; run billing;
  // decide refund requests"
  'support.decide': operatorOnly,
  'price_sheets.manage': operatorOnly,
  'keys.manage': operatorOnly,
  'artifacts.manage': operatorOnly,
  'policies.manage': operatorOnly,
  'prices.manage': operatorOnly,
  'tax_rates.manage': operatorOnly,
  'markets.manage': operatorOnly,
  'partners.manage': operatorOnly,
  'settings.manage': operatorOnly,
  'billing.run': operatorOnly,
  'credits.give': operatorOnly,
  'payments.manage': operatorOnly,
  'mails.manage': operatorOnly,
  // "customer user, Global administrator: their own organisation's software, keys, downloads"; "any other role:
  // profile only"
  'my_profile.read': { roles: '', customer: 'anybody' },
  'my_software.read': ownOrganisation,
  'my_keys.read': ownOrganisation,
  'my_downloads.read': ownOrganisation,
  'my_links.create': ownOrganisation,
};

/** What keys, downloads, links and history are reached by, named one by one, so that none slips under another line. */
const secretOperations: Readonly<Record<string, Permission>> = {
  getKeys: 'keys.read',
  createRevealLink: 'keys.read',
  startDownload: 'downloads.read',
  createDownloadLink: 'links.create',
  listDownloadLinks: 'links.manage',
  revokeDownloadLink: 'links.manage',
  listRevealLinks: 'links.manage',
  revokeRevealLink: 'links.manage',
  revokeAllLinks: 'links.manage',
  cancelPurchases: 'orders.cancel',
  listActivity: 'activity.read',
  getLogCheckpoint: 'activity.read',
  getLogKeys: 'activity.read',
  getActivityProof: 'activity.read',
  getLeafProof: 'activity.read',
  getLogConsistency: 'activity.read',
  getInstallationCheckpoint: 'activity.read',
  getInstallationProof: 'activity.read',
  getInstallationConsistency: 'activity.read',
  listLogWitnesses: 'activity.witness',
  addLogWitness: 'activity.witness',
  removeLogWitness: 'activity.witness',
  rotateActivityKey: 'keys.manage',
  getActivityRecord: 'activity.read',
  exportActivity: 'activity.read',
  listActivityViews: 'activity.read',
  saveActivityView: 'activity.read',
  deleteActivityView: 'activity.read',
  getMyKeys: 'my_keys.read',
  startMyDownload: 'my_keys.read',
  createMyDownloadLink: 'my_keys.read',
  listMyDownloadLinks: 'my_keys.read',
  revokeMyDownloadLink: 'my_keys.read',
  listMySoftware: 'my_software.read',
  listMySoftwareActivity: 'my_software.read',
};

type Proof = {
  readonly headers: Readonly<Record<string, string>>;
  readonly write: Readonly<Record<string, string>>;
};
type Somebody = {
  readonly name: string;
  readonly proof: Proof;
  readonly kind: 'user' | 'app' | 'customer' | 'operator';
  readonly roles: string;
  /** Undefined in a session of a portal. */
  readonly scopes?: readonly string[];
  readonly weak?: true;
};

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let bought: BoughtLine;
let everybody: Somebody[] = [];
const applications: { partnerAll: Application; partnerNone: Application; strangerAll: Application } = {
  partnerAll: { clientId: '', secret: '' },
  partnerNone: { clientId: '', secret: '' },
  strangerAll: { clientId: '', secret: '' },
};
type Application = { readonly clientId: string; readonly secret: string };

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 3 });
  bought = await arrangePurchase(database.system, {
    customer: world.partner.customers.DE!,
    offer: world.catalog.subscription.DE!,
    at: realNow(),
  });
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const { vault, files } = world;
  const services = { pools: database, vault, files, realNow, publicUrl: 'http://kontor.example', log };
  app = await createApp({
    services,
    identity: await openIdentity({ ...services, realNow: Date.now }),
    demoPeople: async () => [],
  });
  await app.ready();
  applications.partnerAll = await addApplication(world.partner, applicationScopes);
  applications.partnerNone = await addApplication(world.partner, []);
  applications.strangerAll = await addApplication(world.stranger, applicationScopes);
  everybody = await gather();
});

afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const addApplication = async (partner: WorldPartner, scopes: readonly string[]): Promise<Application> => {
  const secret = randomBytes(24).toString('base64url');
  const clientId = randomUUID();
  await database.owner.query(
    `insert into kontor.application (account_id, client_id, name, secret_hash, scopes) values ($1, $2, 'Proof', $3, $4)`,
    [partner.id, clientId, hash('sha256', secret, 'buffer'), scopes],
  );
  return { clientId, secret };
};

type SessionOf = { readonly accountId: string; readonly userId: string; readonly portal: Portal };

const session = async ({ accountId, userId, portal }: SessionOf, secondFactor = true): Promise<Proof> => {
  const token = randomBytes(32).toString('base64url');
  const now = Date.now();
  const row = {
    tokenHash: sessionKey(token),
    id: randomUUID(),
    accountId,
    personId: userId,
    portal,
    secondFactor,
    address: '127.0.0.1',
    userAgent: 'test',
    startedAt: now,
    expiresAt: now + 3_600_000,
  };
  await writeBatch(database.system, noTenant, [insertSession(row)]);
  const cookie = { cookie: `${sessionCookie}=${token}` };
  return { headers: cookie, write: { ...cookie, 'x-kontor-csrf': csrfTokenFor(token) } };
};

const tokenFrom = async (tenant: string, form: Record<string, string>): Promise<Proof> => {
  const response = await app.inject({
    method: 'POST',
    url: `/${tenant}/oauth2/v2.0/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  });
  const headers = { authorization: `Bearer ${response.json().access_token}` };
  expect([response.statusCode, form.grant_type]).toEqual([200, form.grant_type]);
  return { headers, write: headers };
};

const appToken = (partner: WorldPartner, { clientId, secret }: Application) =>
  tokenFrom(partner.id, {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: secret,
    scope: 'https://api.partnercenter.microsoft.com/.default',
  });

const userToken = async (partner: WorldPartner, role: PartnerRole, { clientId, secret }: Application) =>
  tokenFrom(partner.id, {
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: secret,
    refresh_token: await issueRefreshToken(
      { system: database.system, realNow: Date.now },
      { personId: partner.users[role], accountId: partner.id, clientId },
    ),
  });

const letterOf = (role: PartnerRole): string => letters[partnerRoles.indexOf(role)] ?? '';
const inPortal = (partner: WorldPartner, role: PartnerRole, secondFactor = true) =>
  session({ accountId: partner.id, userId: partner.users[role], portal: 'partner' }, secondFactor);

const gather = async (): Promise<Somebody[]> => {
  const { partner, operator } = world;
  const { partnerAll, partnerNone } = applications;
  const customer = partner.customers.DE!;
  const people: Somebody[] = [];
  for (const role of partnerRoles) {
    const roles = letterOf(role);
    const user = { kind: 'user', roles } as const;
    people.push(
      { ...user, name: `${role} in the portal`, proof: await inPortal(partner, role) },
      { ...user, name: `${role} without a code`, proof: await inPortal(partner, role, false), weak: true },
      {
        ...user,
        name: `${role} by an application with all scopes`,
        proof: await userToken(partner, role, partnerAll),
        scopes: applicationScopes,
      },
      {
        ...user,
        name: `${role} by an application without scopes`,
        proof: await userToken(partner, role, partnerNone),
        scopes: [],
      },
    );
  }
  const inCustomer = (who: 'admin' | 'member') =>
    session({ accountId: partner.id, userId: customer[who], portal: 'customer' });
  people.push(
    {
      kind: 'app',
      roles: '',
      name: 'application with all scopes',
      proof: await appToken(partner, partnerAll),
      scopes: applicationScopes,
    },
    {
      kind: 'app',
      roles: '',
      name: 'application without scopes',
      proof: await appToken(partner, partnerNone),
      scopes: [],
    },
    {
      kind: 'customer',
      roles: 'administrator',
      name: 'customer administrator',
      proof: await inCustomer('admin'),
    },
    { kind: 'customer', roles: 'user', name: 'customer user', proof: await inCustomer('member') },
    {
      kind: 'operator',
      roles: '',
      name: 'operator',
      proof: await session({ ...operator, portal: 'operator' }),
    },
  );
  return people;
};

type Outcome = 'in' | 'role_required' | 'user_required' | 'scope_required' | 'second_factor_required';

/** The product's sentence about one line, for one person. */
const expectedOf = (who: Somebody, line: Line): Outcome => {
  const scopeMissing =
    line.scope !== undefined && who.scopes !== undefined && !who.scopes.includes(line.scope);
  switch (who.kind) {
    case 'operator':
      return line.operator ? 'in' : 'role_required';
    case 'customer':
      return line.customer === 'anybody' || line.customer === who.roles ? 'in' : 'role_required';
    case 'app':
      if (line.roles === '') return 'role_required';
      if (!line.app) return 'user_required';
      return scopeMissing ? 'scope_required' : 'in';
    case 'user':
      if (!line.roles.includes(who.roles)) return 'role_required';
      if (scopeMissing) return 'scope_required';
      return line.code && who.weak ? 'second_factor_required' : 'in';
  }
};

const guarded = Object.values(operations as Record<string, Operation>).filter(
  (operation): operation is Operation & { access: Permission } => operation.access in permissions,
);

const subject = (customerId: string) => ({ customerId, bought, offer: world.catalog.subscription.DE! });

const send = async (operation: Operation, { headers, write }: Proof, customerId: string) => {
  const type = streams[operation.name];
  const body = bodies[operation.name];
  const response = await app.inject({
    method: operation.method,
    url: `/kontor/v1${fillPath(operation.path, subject(customerId))}${queries[operation.name] ?? ''}`,
    headers: { ...(operation.method === 'GET' ? headers : write), ...(type ? { 'content-type': type } : {}) },
    ...(body !== undefined ? { payload: body as object } : type ? { payload: 'x' } : {}),
  });
  const json = response.body.startsWith('{') ? response.json() : {};
  return { status: response.statusCode, code: json.code as string | undefined, json };
};

const wireQuery =
  '?country=DE&targetView=Software&provider=onetime&invoicelineitemtype=billinglineitems&currencycode=eur&period=current';

const sendWire = async (name: keyof typeof wireOperations, { headers, write }: Proof, customerId: string) => {
  const operation = wireOperations[name];
  const body = wireBodies[name];
  const response = await app.inject({
    method: operation.method,
    url: `${fillPath(operation.path, subject(customerId))}${wireQuery}`,
    headers: {
      ...(operation.method === 'GET' ? headers : write),
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
    },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  const json = response.body === '' ? {} : response.json();
  // HEAD is answered by its status alone.
  const headCode = response.statusCode === 401 ? 800001 : undefined;
  const code: number | undefined = operation.method === 'HEAD' ? headCode : json.code;
  return { status: response.statusCode, code, json };
};

test('the product’s lines are the permissions, and keys, links and history ask for theirs', () => {
  expect(Object.keys(product).sort()).toEqual(Object.keys(permissions).sort());
  const asked = Object.fromEntries(
    Object.keys(secretOperations).map((name) => [
      name,
      guarded.find((operation) => operation.name === name)?.access,
    ]),
  );
  expect(asked).toEqual(secretOperations);
  const reachSecrets = guarded.filter(({ path }) =>
    /\/(keys|downloads|download-links|reveal-links|links)\b/.test(path),
  );
  const named = reachSecrets.filter(
    ({ path, name }) =>
      /\/software\//.test(path) && !(name in secretOperations) && !name.startsWith('replace'),
  );
  expect(named.map(({ name }) => name)).toEqual([]);
});

describe.each(guarded.map((operation) => [operation.name, operation] as const))('%s', (_, operation) => {
  test('is for whom the product names, with every proof they have', async () => {
    for (const who of everybody) {
      const answer = await send(operation, who.proof, world.partner.customers.DE!.id);
      const expected = expectedOf(who, product[operation.access]);
      const said = `${operation.name} by ${who.name}: ${answer.status} ${answer.code}`;
      if (expected === 'in') expect([401, 403, 500], said).not.toContain(answer.status);
      else expect([answer.status, answer.code], said).toEqual([403, expected]);
    }
  });
});

describe.each(Object.keys(wireAccess) as (keyof typeof wireAccess)[])('wire %s', (name) => {
  test('is for whom the product names, with every proof they have', async () => {
    for (const who of everybody) {
      const answer = await sendWire(name, who.proof, world.partner.customers.DE!.id);
      const expected = expectedOf(who, product[wireAccess[name]]);
      const said = `${name} by ${who.name}: ${answer.status} ${answer.code}`;
      // The wire is for programs: a portal's cookie is no proof there.
      if (who.scopes === undefined) expect([answer.status, answer.code], said).toEqual([401, 800001]);
      else if (expected === 'in') expect([401, 403, 500], said).not.toContain(answer.status);
      else if (expected === 'user_required')
        expect([answer.status, answer.code], said).toEqual([403, 900329]);
      else expect(answer.status, said).toBe(403);
    }
  });
});

const roleFor = (permission: Permission): PartnerRole | undefined =>
  partnerRoles.find((role) => product[permission].roles.includes(letterOf(role)));

describe('people of another tenant', () => {
  const about = guarded.filter(({ path, access }) => path.includes('{customerId}') && roleFor(access));

  test.each(about.map((operation) => [operation.name, operation] as const))(
    'are answered by %s as for what does not exist, in the portal and by a token',
    async (_, operation) => {
      const role = roleFor(operation.access) ?? 'admin_agent';
      const proofs = [
        await inPortal(world.stranger, role),
        await userToken(world.stranger, role, applications.strangerAll),
        ...(product[operation.access].app ? [await appToken(world.stranger, applications.strangerAll)] : []),
      ];
      for (const proof of proofs) {
        const theirs = await send(operation, proof, world.partner.customers.DE!.id);
        const missing = await send(operation, proof, nobody);
        expect([theirs.status, theirs.code]).toEqual([404, 'not_found']);
        expect({ ...theirs.json, requestId: '' }).toEqual({ ...missing.json, requestId: '' });
      }
    },
  );

  const wireAbout = (Object.keys(wireAccess) as (keyof typeof wireAccess)[]).filter((name) =>
    wireOperations[name].path.includes('{customer}'),
  );

  test.each(wireAbout)('are answered by wire %s as for a customer that does not exist', async (name) => {
    const role = roleFor(wireAccess[name]) ?? 'admin_agent';
    const proof = await userToken(world.stranger, role, applications.strangerAll);
    const theirs = await sendWire(name, proof, world.partner.customers.DE!.id);
    expect([theirs.status, theirs.code]).toEqual([403, 20002]);
    expect(theirs.json).toEqual((await sendWire(name, proof, nobody)).json);
  });

  const own = guarded.filter(({ path }) => path.startsWith('/my/') && path.includes('{entitlementId}'));

  test.each(own.map((operation) => [operation.name, operation] as const))(
    'of another customer, the same partner’s too, find nothing by %s',
    async (_, operation) => {
      for (const other of [world.partner.customers.AU!, world.stranger.customers.DE!]) {
        const { accountId, admin: userId } = other;
        const proof = await session({ accountId, userId, portal: 'customer' });
        expect(await send(operation, proof, nobody)).toMatchObject({ status: 404, code: 'not_found' });
      }
    },
  );
});

describe('what is taken away counts at the next request', () => {
  const listSoftware = () => operations.listSoftware as Operation;
  const getKeys = () => operations.getKeys as Operation;
  const customerId = () => world.partner.customers.DE!.id;
  const agent = () => world.partner.users.admin_agent;
  const proofs = async (): Promise<[string, Proof][]> => [
    ['session', await inPortal(world.partner, 'admin_agent')],
    ['token', await userToken(world.partner, 'admin_agent', applications.partnerAll)],
  ];
  const during = async (change: string, back: string, id: string, act: () => Promise<void>) => {
    await database.owner.query(change, [id]);
    try {
      await act();
    } finally {
      await database.owner.query(back, [id]);
    }
  };

  test('a role lost in the middle of a session, and one that was given', async () => {
    for (const [name, proof] of await proofs()) {
      expect([name, (await send(getKeys(), proof, customerId())).status]).not.toEqual([name, 403]);
      await during(
        `update kontor.person set roles = '{helpdesk_agent}' where id = $1`,
        `update kontor.person set roles = '{admin_agent}' where id = $1`,
        agent(),
        async () => {
          expect((await send(getKeys(), proof, customerId())).code).toBe('role_required');
          expect((await send(listSoftware(), proof, customerId())).status).toBe(200);
        },
      );
      expect((await send(getKeys(), proof, customerId())).status).not.toBe(403);
    }
  });

  test('a person disabled', async () => {
    for (const [name, proof] of await proofs()) {
      expect([name, (await send(listSoftware(), proof, customerId())).status]).toEqual([name, 200]);
      await during(
        'update kontor.person set disabled_at = now() where id = $1',
        'update kontor.person set disabled_at = null where id = $1',
        agent(),
        async () => {
          expect([name, (await send(listSoftware(), proof, customerId())).status]).toEqual([name, 401]);
          expect((await sendWire('listCustomers', proof, customerId())).status).toBe(401);
        },
      );
    }
  });

  test('an application disabled, with a user and without', async () => {
    const { partnerAll } = applications;
    const both = [
      await appToken(world.partner, partnerAll),
      await userToken(world.partner, 'admin_agent', partnerAll),
    ];
    await during(
      'update kontor.application set disabled_at = now() where client_id = $1',
      'update kontor.application set disabled_at = null where client_id = $1',
      partnerAll.clientId,
      async () => {
        for (const proof of both) {
          expect((await send(operations.listCustomers, proof, customerId())).status).toBe(401);
          expect((await sendWire('listCustomers', proof, customerId())).status).toBe(401);
        }
      },
    );
  });

  test('a scope taken from an application', async () => {
    const { partnerAll } = applications;
    const proof = await appToken(world.partner, partnerAll);
    await during(
      `update kontor.application set scopes = '{}' where client_id = $1`,
      `update kontor.application set scopes = '{audit.read,orders.cancel}' where client_id = $1`,
      partnerAll.clientId,
      async () => {
        const cancel = await send(operations.cancelPurchases as Operation, proof, customerId());
        expect([cancel.status, cancel.code]).toEqual([403, 'scope_required']);
        expect((await sendWire('listAuditRecords', proof, customerId())).status).toBe(403);
      },
    );
  });

  test('a partner suspended, for its people, programs and customers alike', async () => {
    const { accountId, admin } = world.partner.customers.DE!;
    const all = [
      ...(await proofs()).map(([, proof]) => proof),
      await appToken(world.partner, applications.partnerAll),
    ];
    const customer = await session({ accountId, userId: admin, portal: 'customer' });
    await during(
      'update kontor.account set suspended_at = now() where id = $1',
      'update kontor.account set suspended_at = null where id = $1',
      world.partner.id,
      async () => {
        for (const proof of all)
          expect((await send(operations.listCustomers, proof, customerId())).status).toBe(401);
        expect((await send(operations.listMySoftware, customer, customerId())).status).toBe(401);
      },
    );
  });

  test('a session that was ended', async () => {
    const proof = await inPortal(world.partner, 'admin_agent');
    expect((await send(listSoftware(), proof, customerId())).status).toBe(200);
    expect((await send(operations.signOut, proof, customerId())).status).toBe(204);
    expect((await send(listSoftware(), proof, customerId())).status).toBe(401);
  });
});

describe('a portal’s own calls', () => {
  test('write nothing without the word that only its page knows', async () => {
    const { headers } = await inPortal(world.partner, 'admin_agent');
    const { customerId } = subject(world.partner.customers.DE!.id);
    for (const operation of guarded.filter(({ method }) => method !== 'GET')) {
      const answer = await send(operation, { headers, write: headers }, customerId);
      expect([operation.name, answer.status, answer.code]).toEqual([operation.name, 403, 'csrf']);
    }
  });
});

describe('a link', () => {
  test('is asked for nothing, and gives a visitor’s session no more and no less', async () => {
    const agent = await inPortal(world.partner, 'admin_agent');
    const made = await send(
      operations.createDownloadLink as Operation,
      agent,
      world.partner.customers.DE!.id,
    );
    expect(made.status).toBe(201);
    const { pathname } = new URL(made.json.url);
    const visitors = [undefined, agent, await inPortal(world.stranger, 'helpdesk_agent')];
    for (const visitor of visitors) {
      const file = await app.inject({ method: 'GET', url: pathname, headers: { ...visitor?.headers } });
      expect(file.statusCode).toBe(200);
    }
  });
});
