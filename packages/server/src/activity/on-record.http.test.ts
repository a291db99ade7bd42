import { readdirSync, readFileSync } from 'node:fs';
import type { Operation } from '@kontor/contract/operation';
import { operations } from '@kontor/contract/operations';
import { type Actor, authorize } from '@kontor/domain/access/authorize';
import { type Permission, permissions } from '@kontor/domain/access/permissions';
import { partnerRoles } from '@kontor/domain/access/roles';
import { actions, resourceOfAction } from '@kontor/domain/activity/actions';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { openIdentity } from '../platform/identity/identity.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { bodies, fillPath, queries, streams } from '../testing/every-request.ts';
import { arrangePurchase, type BoughtLine } from '../testing/purchases.ts';
import { by } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 50 });
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const { vault, files } = world;
  const services = { pools: database, vault, files, realNow, publicUrl: 'http://kontor.example', log };
  app = await createApp({
    services,
    identity: await openIdentity(services),
    demoPeople: async () => [],
    authenticate: async (request) => {
      const text = request.headers['x-test-principal'];
      return typeof text === 'string' ? { principal: JSON.parse(text) } : undefined;
    },
  });
  await app.ready();
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const customer = () => world.partner.customers.DE!;
const buy = async (): Promise<BoughtLine> => {
  const line = await arrangePurchase(database.system, {
    customer: customer(),
    offer: world.catalog.subscription.DE!,
    at: realNow(),
  });
  await database.owner.query('update kontor.entitlement set keys_wanted = 1 where id = $1', [
    line.entitlementId,
  ]);
  return line;
};

const actorOf = (principal: Principal, roles: readonly string[]): Actor => ({
  kind: principal.kind,
  accountId: principal.accountId,
  roles,
  scopes: ['audit.read', 'orders.cancel'],
  secondFactor: true,
});

/** Somebody who may. */
const whoMay = (permission: Permission): Principal => {
  for (const role of partnerRoles) {
    const principal = asUser(world.partner, role);
    if (authorize(actorOf(principal, [role]), permission).accepted) return principal;
  }
  const administrator = asCustomer(customer());
  if (authorize(actorOf(administrator, ['global_administrator']), permission).accepted) return administrator;
  return asOperator(world);
};

const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const recordsOf = (requestId: string) =>
  rows('select * from kontor.activity_pending where request_id = $1 order by recorded_at', [requestId]);

const choice = { version: '2025', language: 'en-US', bitness: '64' };
type Json = Record<string, unknown>;

/** Sends what has to be there before, as whoever may; answers what it answers. */
const first = async (
  method: 'POST' | 'PUT' | 'GET',
  path: string,
  who: Principal,
  payload?: object,
): Promise<Json> => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${path}`,
    headers: by(who),
    ...(payload ? { payload } : {}),
  });
  if (response.statusCode >= 300) throw new Error(`${method} ${path} answered ${response.body}`);
  return response.body === '' ? {} : response.json();
};
const agent = () => asUser(world.partner, 'admin_agent');
const administrator = () => asUser(world.partner, 'global_administrator');
const owner = () => asCustomer(customer());
const operator = () => asOperator(world);
const software = ({ entitlementId }: BoughtLine) => `/customers/${customer().id}/software/${entitlementId}`;
const own = ({ entitlementId }: BoughtLine) => `/my/software/${entitlementId}`;
const offerLicences = () => {
  const { productId } = world.catalog.subscription.DE!;
  return first(
    'PUT',
    `/products/${productId}/skus/0001/offline-licence`,
    operator(),
    bodies.setLicenceOffer as object,
  );
};
const offered = async (path: string): Promise<string> => {
  await offerLicences();
  return path;
};
const activated = async (base: string, who: Principal): Promise<unknown> => {
  await offerLicences();
  const device = { fingerprint: `on-record-${newUuid()}`, name: 'Device' };
  return (await first('POST', `${base}/activations`, who, device)).activationId;
};
const madeEndpoint = async (): Promise<string> => {
  const made = await first(
    'POST',
    '/webhook-endpoints',
    administrator(),
    bodies.createWebhookEndpoint as object,
  );
  return `/webhook-endpoints/${made.id}`;
};
const newCustomer = async (who: Principal): Promise<unknown> => {
  const body = { ...(bodies.createCustomer as object), domain: `${newUuid()}.example` };
  return (await first('POST', '/customers', who, body)).id;
};
const soldLine = () => {
  const { catalogItemId, term } = world.catalog.subscription.DE!;
  return { catalogItemId, quantity: 1, termDuration: term, billingCycle: 'one_time' };
};
const sheet = () =>
  'ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,' +
  'Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment\n' +
  '"Server",TESTPRODUCT1,0001,One,Vendor,,1,P1Y,OneTime,DE,EUR,10.08,1,,2026-01-01T00:00:00Z,,Software,,Commercial\n';

const newCustomerUser = () => ({
  userName: `u${newUuid()}@${customer().domain}`,
  password: 'On-record-2026',
  displayName: 'On record',
});
const madeUser = async () => {
  const users = `/customers/${customer().id}/users`;
  return `${users}/${(await first('POST', users, agent(), newCustomerUser())).id}`;
};
const newUser = () => ({
  email: `u${newUuid()}@on-record.example`,
  displayName: 'On record',
  roles: ['sales_agent'],
});
const madePerson = async () => `/users/${(await first('POST', '/users', administrator(), newUser())).id}`;
const madeApplication = async () =>
  `/applications/${(await first('POST', '/applications', administrator(), { name: newUuid() })).clientId}`;

type Recipe = {
  readonly who?: () => Principal;
  readonly path?: (bought: BoughtLine) => Promise<string> | string;
  readonly body?: unknown;
  readonly bodyOf?: (bought: BoughtLine) => object;
};

/** What an operation needs to succeed besides what the tests of access send. */
const recipes: Partial<Record<string, Recipe>> = {
  putCustomerTax: { body: { vatId: 'DE123456789' } },
  createCustomer: {
    bodyOf: () => ({ ...(bodies.createCustomer as object), domain: `${newUuid()}.example` }),
  },
  updateCustomer: {
    path: async () => `/customers/${await newCustomer(agent())}/profile`,
    bodyOf: () => ({ ...(bodies.updateCustomer as object), version: 1, name: 'Access' }),
  },
  releaseCustomer: { path: async () => `/customers/${await newCustomer(agent())}/release` },
  deleteCustomer: {
    who: () => asUser(world.sandbox, 'admin_agent'),
    path: async () => `/customers/${await newCustomer(asUser(world.sandbox, 'admin_agent'))}`,
  },
  recordAgreement: {
    path: async () => `/customers/${await newCustomer(agent())}/agreements`,
    bodyOf: () => ({
      ...(bodies.recordAgreement as object),
      templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
    }),
  },
  checkoutCart: {
    path: async () => {
      const base = `/customers/${customer().id}/carts`;
      return `${base}/${(await first('POST', base, agent(), { lines: [soldLine()] })).id}/checkout`;
    },
  },
  revokeDownloadLink: {
    path: async (bought) => {
      await first('POST', `${software(bought)}/download-links`, agent(), choice);
      const { items } = await first('GET', `${software(bought)}/download-links`, agent());
      return `${software(bought)}/download-links/${(items as Json[])[0]?.id}`;
    },
  },
  revokeMyDownloadLink: {
    path: async (bought) => {
      await first('POST', `${own(bought)}/download-links`, owner(), choice);
      const { items } = await first('GET', `${own(bought)}/download-links`, owner());
      return `${own(bought)}/download-links/${(items as Json[])[0]?.id}`;
    },
  },
  revokeRevealLink: {
    path: async (bought) => {
      const { id } = await first('POST', `${software(bought)}/reveal-links`, agent(), choice);
      return `${software(bought)}/reveal-links/${id}`;
    },
  },
  revokeAllLinks: {
    path: async (bought) => {
      await first('POST', `${software(bought)}/download-links`, agent(), choice);
      await first('POST', `${software(bought)}/reveal-links`, agent(), choice);
      return `${software(bought)}/links`;
    },
  },
  cancelPurchases: { bodyOf: ({ orderId }) => ({ orders: [{ orderId }], acknowledged: true }) },
  cancelSubscription: { body: { acknowledged: true } },
  changeSubscription: { body: { autoRenew: false } },
  eraseActivityPerson: {
    bodyOf: () => ({ personId: world.partner.users.referral_administrator, reason: 'left' }),
  },
  deleteActivityView: {
    path: async () => {
      const view = { name: newUuid(), query: {} };
      return `/activity/views/${(await first('POST', '/activity/views', administrator(), view)).id}`;
    },
  },
  moveClock: { who: () => asUser(world.sandbox, 'admin_agent') },
  deleteSandbox: {
    path: async () =>
      `/sandboxes/${(await first('POST', '/sandboxes', administrator(), { name: 'Gone' })).id}`,
  },
  importPriceSheet: { body: sheet() },
  importKeys: { body: '123456789012345678901234567890' },
  withdrawKeys: {
    path: async () => {
      const [row] = await rows(
        'select id, product_id, sku_id from kontor.key_import order by id desc limit 1',
      );
      return `/key-pools/${row.product_id}/${row.sku_id}/imports/${row.id}/withdrawal`;
    },
  },
  replaceKey: {
    path: async (bought) => {
      await first('POST', `${software(bought)}/keys`, agent(), choice);
      return `${software(bought)}/keys/1/replacement`;
    },
  },
  replacePartnerKey: {
    path: async (bought) => {
      await first('POST', `${software(bought)}/keys`, agent(), choice);
      return `/partners/${world.partner.id}/software/${bought.entitlementId}/keys/1/replacement`;
    },
  },
  endPromotion: {
    path: async () =>
      `/promotions/${(await first('POST', '/promotions', operator(), bodies.createPromotion as object)).id}/end`,
  },
  endReviewRule: {
    path: async () =>
      `/review-rules/${(await first('POST', '/review-rules', operator(), bodies.createReviewRule as object)).id}/end`,
  },
  putBillingCurrency: { body: { currency: 'USD' } },
  putTaxExemption: {
    body: { exemption: { reason: 'Embassy', certificate: 'C-1', from: '2026-01-01T00:00:00Z' } },
  },
  getOfflineLicence: { path: (bought) => offered(`${software(bought)}/licence`) },
  replaceOfflineLicence: {
    path: (bought) => offered(`${software(bought)}/licence/replacement`),
  },
  activateDevice: { path: (bought) => offered(`${software(bought)}/activations`) },
  deactivateDevice: {
    path: async (bought) => `${software(bought)}/activations/${await activated(software(bought), agent())}`,
  },
  getMyOfflineLicence: { path: (bought) => offered(`${own(bought)}/licence`) },
  replaceMyOfflineLicence: {
    path: (bought) => offered(`${own(bought)}/licence/replacement`),
  },
  activateMyDevice: { path: (bought) => offered(`${own(bought)}/activations`) },
  deactivateMyDevice: {
    path: async (bought) => `${own(bought)}/activations/${await activated(own(bought), owner())}`,
  },
  createCustomerUser: { bodyOf: () => newCustomerUser() },
  updateCustomerUser: { path: () => madeUser() },
  deleteCustomerUser: { path: () => madeUser() },
  restoreCustomerUser: {
    path: async () => {
      const path = await madeUser();
      await app.inject({ method: 'DELETE', url: `/kontor/v1${path}`, headers: by(agent()) });
      return `${path}/restore`;
    },
  },
  changeUserSeats: {
    path: async () => `${await madeUser()}/seats`,
    bodyOf: () => ({ assign: [`${world.catalog.subscription.DE!.productId}:0001`] }),
  },
  createUser: { bodyOf: () => newUser() },
  updateUser: { path: () => madePerson() },
  removeUser: { path: () => madePerson() },
  resetUserCredentials: { path: async () => `${await madePerson()}/credentials` },
  updateApplication: { path: () => madeApplication() },
  removeApplication: { path: () => madeApplication() },
  rotateApplicationSecret: { path: async () => `${await madeApplication()}/secret` },
  deleteWebhookEndpoint: { path: () => madeEndpoint() },
  rotateWebhookSecret: { path: async () => `${await madeEndpoint()}/rotate` },
  replayWebhookEvents: {
    path: async () => `${await madeEndpoint()}/replay`,
    bodyOf: () => ({ from: '2026-01-01T00:00:00Z' }),
  },
  removeLogWitness: {
    path: async () => {
      const who = whoMay('activity.witness');
      await first('POST', '/activity/witnesses', who, { email: 'auditor@on-record.example' });
      return '/activity/witnesses/auditor%40on-record.example';
    },
  },
};

/** They ask what would be and write nothing, by POST only since the question is a body. */
const questions = [
  'previewCancellation',
  'previewQuantity',
  'previewReservationRefund',
  'previewExchange',
  'previewPartnerRefund',
  'coverMachines',
  'previewPolicy',
  'previewSupportRefund',
];
/** A cart commits nobody to anything; what somebody has read and how they want to be told is their own. */
const drafts = ['createCart', 'updateCart', 'readNotice', 'readAllNotices', 'putNoticePreferences'];

/** Their records are promised by tests that stand where the thing needs much to be there first. */
const elsewhere: Readonly<Record<string, string>> = {
  changeReservation: 'reservations/reservations.http.test.ts',
  recordReservationUse: 'reservations/reservations.http.test.ts',
  refundReservation: 'reservations/reservations.http.test.ts',
  refundPartnerReservation: 'reservations/reservations.http.test.ts',
  exchangeReservation: 'reservations/reservations.http.test.ts',
  releaseParked: 'billing/billing.http.test.ts',
  importBankStatement: 'payments/payments.http.test.ts',
  assignBankLine: 'payments/payments.http.test.ts',
  addApplicationCertificate: 'applications/applications.http.test.ts',
  removeApplicationCertificate: 'applications/applications.http.test.ts',
};

/** Acts that give something out or set something going and leave what is stored as it was. */
const changesNothing = new Set([
  'get_software_key',
  'get_software_download_link',
  'software_download',
  'create_reveal_link',
  'get_offline_licence',
  'replace_offline_licence',
  'activate_device',
  'deactivate_device',
  'start_billing_run',
  'renew_calendar',
  'end_calendar',
  'rotate_webhook_secret',
  'replay_webhook',
  'rotate_activity_key',
]);

const writing = Object.values(operations as Record<string, Operation>).filter(
  ({ method, access, name }) =>
    method !== 'GET' && access in permissions && !(name in elsewhere) && !/support|mail/i.test(name),
);

const send = async (operation: Operation) => {
  const requestId = newUuid();
  const recipe = recipes[operation.name] ?? {};
  const who = recipe.who?.() ?? whoMay(operation.access as Permission); // guarded ones only
  const bought = await buy();
  const path =
    (await recipe.path?.(bought)) ??
    fillPath(operation.path.replace('{partnerId}', world.partner.id), {
      customerId: customer().id,
      bought,
      offer: world.catalog.subscription.DE!,
    });
  const type = streams[operation.name];
  const body = recipe.bodyOf?.(bought) ?? recipe.body ?? bodies[operation.name] ?? (type && 'x');
  const response = await app.inject({
    method: operation.method,
    url: `/kontor/v1${path}${queries[operation.name] ?? ''}`,
    headers: { ...by(who), 'ms-requestid': requestId, ...(type ? { 'content-type': type } : {}) },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  // Some are about a customer of their own, made for them.
  const about = /^\/customers\/([0-9a-f-]{36})/.exec(path)?.[1];
  const own = about === undefined || about === customer().id ? customer() : { id: about, name: 'Access' };
  return { status: response.statusCode, text: response.body, requestId, who, customer: own };
};

const isOfCustomer = ({ path }: Operation): boolean =>
  path.startsWith('/my/') || (path.includes('{customerId}') && !path.includes('{partnerId}'));

/** Texts of an answer that nobody else may know: keys, tokens of links, secrets, passwords, licence files. */
const secretsIn = (text: string): string[] => {
  const found: string[] = [];
  const look = (value: unknown, name = ''): void => {
    if (Array.isArray(value)) for (const one of value) look(one, name);
    else if (value !== null && typeof value === 'object')
      for (const [member, one] of Object.entries(value)) look(one, member);
    else if (
      typeof value === 'string' &&
      /^(key|url|secret|clientSecret|password|licence|token|activationToken|totpSecret)$/.test(name)
    )
      found.push(name === 'url' ? (value.split('/').at(-1) ?? value) : value);
  };
  if (text.startsWith('{')) look(JSON.parse(text));
  return found.filter((one) => one.length > 12);
};

// Before the walk, which leaves the world with other rates, currencies and settings.
describe('on the wire', () => {
  const patch = async (method: 'POST' | 'PATCH', url: string, who: Principal, payload?: object) => {
    const requestId = newUuid();
    const headers = { ...by(who), 'ms-requestid': requestId };
    const response = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    expect(response.statusCode, response.body).toBeLessThan(300);
    return { json: response.json(), records: await recordsOf(requestId) };
  };

  test('a checkout, an order without a cart and a cancel are on record, of a person and of an application', async () => {
    const { catalogItemId, term } = world.catalog.subscription.DE!;
    for (const who of [agent(), asApp(world.partner)]) {
      const base = `/v1/customers/${customer().id}`;
      const line = { id: 0, catalogItemId, quantity: 1, billingCycle: 'one_time', termDuration: term };
      const cart = await patch('POST', `${base}/carts`, who, { lineItems: [line] });
      expect(cart.records).toEqual([]);
      const bought = await patch('POST', `${base}/carts/${cart.json.id}/checkout`, who);
      const orderId = bought.json.orders[0].id;
      const direct = await patch('POST', `${base}/orders`, who, {
        billingCycle: 'one_time',
        lineItems: [{ offerId: catalogItemId, quantity: 1, termDuration: term }],
      });
      const actor =
        'userId' in who
          ? { person_id: who.userId, roles: ['admin_agent'] }
          : { person_id: null, client_id: world.partner.clientId, application: expect.any(String) };
      const common = { ...actor, resource_id: orderId, customer_id: customer().id, address: '127.0.0.1' };
      expect(bought.records).toMatchObject([{ ...common, action: 'create_order', new_value: { orderId } }]);
      const directId = { resource_id: direct.json.id, new_value: { orderId: direct.json.id } };
      expect(direct.records).toMatchObject([{ ...common, action: 'create_order', ...directId }]);
      const cancelled = await patch('PATCH', `${base}/orders/${orderId}`, who, { status: 'cancelled' });
      expect(cancelled.records).toMatchObject([
        {
          ...common,
          action: 'update_order',
          old_value: { status: 'completed' },
          new_value: { status: 'cancelled' },
        },
      ]);
    }
  });
});

describe.each(writing.map((operation) => [operation.name, operation] as const))('%s', (name, operation) => {
  if (questions.includes(name) || drafts.includes(name)) {
    test('commits nobody to anything and leaves no record', async () => {
      const done = await send(operation);
      expect(
        await recordsOf(done.requestId).then((found) => found.filter((row) => row.outcome === 'succeeded')),
      ).toEqual([]);
    });
    return;
  }
  test('is on record with who did it, for whom, what to, from where, and what changed', async () => {
    const done = await send(operation);
    expect([200, 201, 202, 204], `${name}: ${done.status} ${done.text}`).toContain(done.status);
    const records = await recordsOf(done.requestId);
    const [record] = records.filter((row) => row.account_id === done.who.accountId);
    expect(record, name).toBeDefined();
    for (const row of records) {
      expect(row, name).toMatchObject({
        outcome: 'succeeded',
        resource_type: resourceOfAction[row.action as (typeof actions)[number]],
        address: '127.0.0.1',
        request_id: done.requestId,
      });
      expect(row.person_id, name).toBe('userId' in done.who ? done.who.userId : null);
      expect(row.person_name, name).toBeTruthy();
      expect(row.roles.length, name).toBeGreaterThan(0);
      expect(row.resource_id, name).not.toBe('');
      if (isOfCustomer(operation))
        expect([row.customer_id, row.customer_name], name).toEqual([done.customer.id, done.customer.name]);
      if (!changesNothing.has(row.action))
        expect(row.old_value ?? row.new_value, `${name}: values`).not.toBeNull();
      for (const secret of secretsIn(done.text)) expect(JSON.stringify(row), name).not.toContain(secret);
    }
  });
});

test('the lists name operations that there are, and tests that there are', () => {
  const named = [...questions, ...drafts, ...Object.keys(elsewhere), ...Object.keys(recipes)];
  expect(named.filter((name) => !(name in operations))).toEqual([]);
  for (const file of Object.values(elsewhere))
    expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'), file).toMatch(
      /activity_pending|allRecords/,
    );
});

/** Words of the trade for which nothing happens here yet; whoever builds it takes it off the list. */
const notYet = [
  'add_customer',
  'update_customer_billing_profile',
  'delete_customer',
  'remove_partner_customer_relationship',
  'create_agreement',
  'software_attestation',
  'ready_invoice',
  'cancel_credit',
  'update_company_info',
];

test('every other act of the list is written by something', () => {
  const folder = new URL('..', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !/\.test\.ts$|^seed|^testing|\/audit-|history|customized/.test(path),
  );
  const text = sources.map((path) => readFileSync(new URL(path, folder), 'utf8')).join('\n');
  const silent = actions.filter((action) => !text.includes(`'${action}'`) && !notYet.includes(action));
  expect(silent).toEqual([]);
});
