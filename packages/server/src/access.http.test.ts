import type { Operation } from '@kontor/contract/operation';
import { operations } from '@kontor/contract/operations';
import { type Actor, authorize } from '@kontor/domain/access/authorize';
import { type Permission, permissions } from '@kontor/domain/access/permissions';
import { partnerRoles } from '@kontor/domain/access/roles';
import { operations as wireOperations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { realNow } from './platform/clock.ts';
import type { Principal } from './platform/http/context.ts';
import { openIdentity } from './platform/identity/identity.ts';
import { testDatabase } from './testing/database.ts';
import { arrangePurchase, type BoughtLine } from './testing/purchases.ts';
import { by } from './testing/test-app.ts';
import type { TestDatabase } from './testing/test-database.ts';
import { buildWorld, type World } from './testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from './testing/world-people.ts';

// Every operation of both surfaces × everyone who might send it. What is expected comes from the one table of
// permissions, which a test of its own compares with the product's; here it is compared with what the server does.

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let bought: BoughtLine;

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

const nobody = '99999999-9999-4999-8999-999999999999';
const choice = { version: '2025', language: 'en-US', bitness: '64' };

/** A body that each operation reads without complaint, so that only access can refuse it. */
const bodies: Partial<Record<string, unknown>> = {
  createCart: { lines: [] },
  updateCart: { lines: [] },
  getKeys: choice,
  startDownload: choice,
  createDownloadLink: choice,
  getMyKeys: choice,
  activateDevice: { fingerprint: 'access-0001', name: 'Access' },
  activateMyDevice: { fingerprint: 'access-0002', name: 'Access' },
  setLicenceOffer: { offered: true, activationsPerUnit: 1 },
  startMyDownload: choice,
  createMyDownloadLink: choice,
  createRevealLink: choice,
  previewCancellation: { orders: [{ orderId: `${'7'.repeat(31)}1` }] },
  cancelPurchases: { orders: [{ orderId: `${'7'.repeat(31)}1` }], acknowledged: true },
  moveClock: { advance: 'P1D' },
  registerCloudSubscription: { name: 'Production' },
  changeReservation: { name: 'Web' },
  previewExchange: { catalogItemId: 'P:S:A', quantity: 1 },
  exchangeReservation: { catalogItemId: 'P:S:A', quantity: 1 },
  refundPartnerReservation: { reason: 'Bought twice' },
  createReservationPolicy: {
    fullRefundDays: 5,
    feeBasisPoints: 1200,
    cap: { amount: '50000.00', currency: 'USD' },
    effectiveFrom: new Date(realNow() + 1e9).toISOString(),
  },
  coverMachines: { vms: [{ name: 'web', cores: 8 }] },
  previewQuantity: { quantity: 2 },
  cancelSubscription: { acknowledged: false },
  giveCredit: { lineNumber: 0, amount: '1.00', currency: 'EUR', reason: 'goodwill' },
  recordPayment: { amount: '1.00', currency: 'EUR', paidOn: '2026-01-01' },
  setCreditLimit: { currency: 'EUR', limit: '1.00' },
  assignBankLine: { partnerId: nobody },
  setPaymentMethod: { mode: 'on_account' },
  createPolicy: {
    family: 'software_subscription',
    window: 'P60D',
    credit: 'prorated',
    effectiveFrom: new Date(realNow() + 1e9).toISOString(),
  },
  previewPolicy: {
    family: 'software_subscription',
    window: 'P60D',
    credit: 'prorated',
    effectiveFrom: new Date(realNow() + 1e9).toISOString(),
  },
  applyPolicyPreset: { name: 'default', effectiveFrom: new Date(realNow() + 2e9).toISOString() },
  setTaxRate: {
    market: 'QA',
    mode: 'exclusive',
    rateBasisPoints: 500,
    effectiveFrom: new Date(realNow()).toISOString(),
  },
  setMarketAvailability: {
    family: 'reservation',
    market: 'QA',
    available: true,
    effectiveFrom: new Date(realNow()).toISOString(),
  },
  putSkuKeys: {
    source: 'pool',
    format: 'digits_32',
    template: null,
    check: 'none',
    groups: ['default'],
    rule: 'per_purchase',
    keysPerPurchase: 1,
    activationsPerUnit: null,
  },
  putStockThreshold: { threshold: 5 },
  putKeyPolicy: { replacementsAYear: 3, lowStockThreshold: 0 },
  replaceKey: { reason: 'other' },
  replacePartnerKey: { reason: 'other' },
  putBillingSettings: {
    issuer: { legalName: 'Access', address: { line1: '1 Street', city: 'Town' }, country: 'TR' },
    billingDay: 1,
    parkingLineLimit: 1000,
    parkingChangePercent: 100,
  },
  startBillingRun: { period: '2001-01' },
  createPartner: { name: 'Access', country: 'TR' },
  updatePartner: { mpnId: '1' },
  createReviewRule: { kind: 'unpaid_dispute', orderIds: [`${'7'.repeat(31)}1`] },
  createSandbox: { name: 'Access' },
  createPromotion: {
    nameEn: 'Access',
    nameTr: 'Access',
    productId: 'DG7GMGF0DWT5',
    discountBasisPoints: 100,
    startsAt: new Date(realNow() + 1e9).toISOString(),
    endsAt: new Date(realNow() + 2e9).toISOString(),
  },
  createPartnerDiscount: { discountBasisPoints: 100, effectiveFrom: new Date(realNow()).toISOString() },
  createExchangeRate: {
    from: 'EUR',
    to: 'TRY',
    rate: '34.5',
    effectiveFrom: new Date(realNow() + 1e9).toISOString(),
  },
  putBillingCurrency: { currency: null },
  putCustomerTax: { vatId: '' },
  putTaxExemption: { exemption: null },
};
const queries: Partial<Record<string, string>> = {
  getStatement: '?currency=EUR',
  exportStatement: '?currency=EUR',
  putArtifact: '?version=2025&language=en-US&bitness=64&fileName=setup.iso',
};
const streams: Partial<Record<string, string>> = {
  importPriceSheet: 'text/csv',
  importKeys: 'text/plain',
  importBankStatement: 'text/csv',
  putArtifact: 'application/octet-stream',
};

const fill = (path: string, customerId: string): string =>
  path
    .replace('{customerId}', customerId)
    .replace(/\/imports\/\{importId\}/, '/imports/999999')
    .replace('{importId}', nobody)
    .replace('{position}', '999')
    .replace('{invoiceId}', 'G000000000')
    .replace('{format}', 'csv')
    .replace('{line}', '1')
    .replace('{number}', '1')
    .replace('{customer}', customerId)
    .replace('{entitlementId}', bought.entitlementId)
    .replace('{subscriptionId}', bought.subscriptionId ?? nobody)
    .replace('{orderId}', bought.orderId)
    .replace('{order}', bought.orderId)
    .replace('{productId}', world.catalog.subscription.DE!.productId)
    .replace('{product}', world.catalog.subscription.DE!.productId)
    .replace(/\{skuId\}|\{sku\}/, '0001')
    .replace('{availability}', world.catalog.subscription.DE!.availabilityId)
    .replace(
      /\{cartId\}|\{cart\}|\{linkId\}|\{sessionId\}|\{sandboxId\}|\{policyId\}|\{ruleId\}|\{partnerId\}|\{promotionId\}|\{activationId\}/,
      nobody,
    )
    .replace(/\{reservationId\}|\{reservation\}/, nobody)
    .replace('{lineNumber}', '0')
    .replace('{version}', '999');

const send = async (operation: Operation, who: Principal | undefined, customerId: string) => {
  const type = streams[operation.name];
  const response = await app.inject({
    method: operation.method,
    url: `/kontor/v1${fill(operation.path, customerId)}${queries[operation.name] ?? ''}`,
    headers: { ...(who ? by(who) : {}), ...(type ? { 'content-type': type } : {}) },
    ...(bodies[operation.name] !== undefined
      ? { payload: bodies[operation.name] as object }
      : type
        ? { payload: 'x' }
        : {}),
  });
  const text = response.body;
  const json = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: response.statusCode, code: json.code as string | undefined, json };
};

const actorOf = (principal: Principal, roles: readonly string[]): Actor => ({
  kind: principal.kind,
  accountId: principal.accountId,
  roles,
  scopes: ['audit.read', 'orders.cancel'],
  secondFactor: true,
  ...('clientId' in principal && principal.clientId ? { clientId: principal.clientId } : {}),
});

const everyone = (): [name: string, principal: Principal, actor: Actor][] => [
  ...partnerRoles.map((role): [string, Principal, Actor] => {
    const principal = asUser(world.partner, role);
    return [role, principal, actorOf(principal, [role])];
  }),
  ['application alone', asApp(world.partner), actorOf(asApp(world.partner), [])],
  [
    'customer administrator',
    asCustomer(world.partner.customers.DE!),
    actorOf(asCustomer(world.partner.customers.DE!), ['global_administrator']),
  ],
  [
    'customer member',
    asCustomer(world.partner.customers.DE!, 'member'),
    actorOf(asCustomer(world.partner.customers.DE!, 'member'), ['user']),
  ],
  ['operator', asOperator(world), actorOf(asOperator(world), ['operator'])],
];

const guarded = Object.values(operations as Record<string, Operation>).filter(
  (operation): operation is Operation & { access: Permission } => operation.access in permissions,
);

describe.each(guarded.map((operation) => [operation.name, operation] as const))('%s', (_, operation) => {
  test('asks who is there', async () => {
    expect(await send(operation, undefined, world.partner.customers.DE!.id)).toMatchObject({
      status: 401,
      code: 'unauthenticated',
    });
  });

  test('lets in whom the table lets in, and nobody else', async () => {
    for (const [name, principal, actor] of everyone()) {
      const answer = await send(operation, principal, world.partner.customers.DE!.id);
      const allowed = authorize(actor, operation.access);
      const label = `${operation.name} by ${name}: ${answer.status} ${answer.code}`;
      if (allowed.accepted) expect([401, 403, 500], label).not.toContain(answer.status);
      else expect([answer.status, label], label).toEqual([403, label]);
    }
  });

  test('answers a stranger exactly as it answers for what does not exist', async () => {
    const stranger = strangerAllowed(operation.access);
    if (!stranger || !operation.path.includes('{customerId}')) return;
    const theirs = await send(operation, stranger, world.partner.customers.DE!.id);
    const missing = await send(operation, stranger, nobody);
    expect({ ...theirs.json, requestId: '' }).toEqual({ ...missing.json, requestId: '' });
    expect([theirs.status, theirs.code]).toEqual([404, 'not_found']);
  });
});

/** Somebody of another partner who holds a role that the operation wants. */
const strangerAllowed = (permission: Permission): Principal | undefined => {
  for (const role of partnerRoles) {
    const principal = asUser(world.stranger, role);
    if (authorize(actorOf(principal, [role]), permission).accepted) return principal;
  }
  return undefined;
};

const wireAccess: Readonly<Record<keyof typeof wireOperations, Permission>> = {
  listCustomers: 'customers.read',
  getCustomer: 'customers.read',
  listProducts: 'catalog.read',
  getProduct: 'catalog.read',
  listSkus: 'catalog.read',
  getSku: 'catalog.read',
  listAvailabilities: 'catalog.read',
  getAvailability: 'catalog.read',
  listCustomerProducts: 'catalog.read',
  getCustomerProduct: 'catalog.read',
  listCustomerSkus: 'catalog.read',
  getCustomerSku: 'catalog.read',
  listCustomerAvailabilities: 'catalog.read',
  getCustomerAvailability: 'catalog.read',
  createCart: 'carts.write',
  getCart: 'carts.write',
  updateCart: 'carts.write',
  checkoutCart: 'orders.buy',
  listOrders: 'orders.read',
  getOrder: 'orders.read',
  patchOrder: 'orders.cancel',
  listEntitlements: 'entitlements.read',
  getReservationArtifact: 'entitlements.read',
  listAuditRecords: 'audit.read',
  listUnbilledLines: 'invoices.read',
  getInvoiceSummary: 'invoices.read',
  listInvoiceSummaries: 'invoice_summaries.read',
};

const wireBodies: Partial<Record<string, unknown>> = {
  createCart: { lineItems: [] },
  updateCart: { lineItems: [] },
  patchOrder: { status: 'cancelled', lineItems: [{ lineItemNumber: 77 }] },
};

const sendWire = async (
  name: keyof typeof wireOperations,
  who: Principal | undefined,
  customerId: string,
) => {
  const operation = wireOperations[name];
  const response = await app.inject({
    method: operation.method,
    url: `${fill(operation.path, customerId)}?country=DE&targetView=Software&provider=onetime&invoicelineitemtype=billinglineitems&currencycode=eur&period=current`,
    headers: who ? by(who) : {},
    ...(wireBodies[name] === undefined ? {} : { payload: wireBodies[name] as object }),
  });
  return { status: response.statusCode, json: response.json() };
};

describe.each(Object.entries(wireAccess) as [keyof typeof wireOperations, Permission][])(
  'wire %s',
  (name, permission) => {
    test('asks for a token', async () => {
      const answer = await sendWire(name, undefined, world.partner.customers.DE!.id);
      expect([answer.status, answer.json.code]).toEqual([401, 800001]);
    });

    test('lets in whom the table lets in, and refuses the others with the fault of the wire', async () => {
      for (const [label, principal, actor] of everyone()) {
        const answer = await sendWire(name, principal, world.partner.customers.DE!.id);
        const allowed = authorize(actor, permission);
        const said = `${name} by ${label}: ${answer.status} ${answer.json.code}`;
        // The operator belongs to no partner, so no customer is related to them.
        if (label === 'operator' && allowed.accepted && wireOperations[name].path.includes('{customer}'))
          expect([answer.status, answer.json.code], said).toEqual([403, 20002]);
        else if (allowed.accepted) expect([401, 403, 500], said).not.toContain(answer.status);
        else if (allowed.refusal.code === 'access.user_required')
          expect([answer.status, answer.json.code], said).toEqual([403, 900329]);
        else expect([answer.status, answer.json.code], said).toEqual([403, 900150]);
      }
    });

    test('knows no customer without a relation, existing or not', async () => {
      const stranger = strangerAllowed(permission);
      if (!stranger || !wireOperations[name].path.includes('{customer}')) return;
      const theirs = await sendWire(name, stranger, world.partner.customers.DE!.id);
      const missing = await sendWire(name, stranger, nobody);
      expect([theirs.status, theirs.json.code]).toEqual([403, 20002]);
      expect(theirs.json).toEqual(missing.json);
    });
  },
);
