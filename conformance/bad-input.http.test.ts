import type { Operation } from '@kontor/contract/operation';
import { operations as kontorOperations } from '@kontor/contract/operations';
import { type ProblemCode, problems } from '@kontor/contract/problems';
import type { WireOperation } from '@kontor/wire/operation';
import { operations as wireOperations } from '@kontor/wire/operations';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../packages/server/src/platform/http/context.ts';
import { wireBodies } from '../packages/server/src/testing/every-request.ts';
import { by } from '../packages/server/src/testing/test-app.ts';
import { asCustomer, asOperator, asUser } from '../packages/server/src/testing/world-people.ts';
import { oddHeaders, oddPath, oddQuery, type Payload, wrongPayload } from './attacks.ts';
import { type Answer, type Installation, type Json, openInstallation } from './installation.ts';
import { buy, wireCartBody } from './selling.ts';

// Every operation of both surfaces × wrong input made from its right one. Never a 5xx; always the fault or the problem
// of the documents with field and remedy; and a refusal leaves everything as it was.

let kontor: Installation;
let agent: Principal;
let bought: { orderId: string; entitlementId: string; cartId: string };
beforeAll(async () => {
  kontor = await openInstallation({ keys: 200 });
  const { partner } = kontor.world;
  agent = asUser(partner, 'admin_agent');
  // One identity that may do everything a partner's people may.
  await kontor.sql(
    "update kontor.person set roles = '{admin_agent,global_administrator,billing_administrator}' where id = $1",
    [partner.users.admin_agent],
  );
  const sale = { kontor, who: agent, customerId: partner.customers.DE!.id };
  const [order] = await buy(sale, [{ offer: kontor.world.catalog.subscription.DE! }]);
  const software = await kontor.as(agent, 'GET', `/kontor/v1/customers/${sale.customerId}/software`);
  const cart = await kontor.as(agent, 'POST', `/v1/customers/${sale.customerId}/carts`, wireCartBody([]));
  bought = { orderId: order.id, entitlementId: software.json.items[0].entitlementId, cartId: cart.json.id };
});
afterAll(() => kontor?.close());

const fill = (name: string): string => {
  const { partner, catalog } = kontor.world;
  const values: Record<string, string> = {
    customer: partner.customers.DE!.id,
    customerId: partner.customers.DE!.id,
    product: catalog.subscription.DE!.productId,
    productId: catalog.subscription.DE!.productId,
    sku: '0001',
    skuId: '0001',
    availability: catalog.subscription.DE!.availabilityId,
    cart: bought.cartId,
    cartId: bought.cartId,
    order: bought.orderId,
    orderId: bought.orderId,
    entitlementId: bought.entitlementId,
    version: '1',
  };
  return values[name] ?? '99999999-9999-4999-8999-999999999999';
};
const filled = (path: string) => path.replace(/\{(\w+)\}/g, (_, name: string) => fill(name));

const counted = [
  'purchase_order',
  'order_line',
  'charge',
  'cart',
  'entitlement',
  'subscription',
  'idempotency',
  'customer',
  'customer_agreement',
  'customer_qualification',
  'download_link',
  'price_sheet',
  'price',
  'artifact',
];
const state = async (): Promise<Json> => {
  const counts = counted.map((table) => `(select count(*) from kontor.${table})::int as ${table}`);
  const [row] = await kontor.sql(
    `select ${counts.join(', ')}, (select count(*) from kontor.licence_key)::int as keys,
      (select count(*) from kontor.licence_key where entitlement_id is not null)::int as taken,
      (select sum(version) from kontor.cart)::int as cart_versions, (select sum(version) from kontor.purchase_order)::int as order_versions,
      (select sum(used_minor) from kontor.credit_limit)::text as used, (select max(clock_offset_ms) from kontor.account)::text as clock`,
  );
  return row;
};

type Attack = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Payload;
};

const sendAs = (
  who: Principal | undefined,
  method: string,
  { url, headers, payload }: Attack,
): Promise<Answer> =>
  kontor.send({
    method,
    url,
    headers: {
      ...headers,
      ...(who ? by(who) : {}),
      ...(payload.text === undefined ? {} : { 'content-type': payload.type }),
    },
    payload: payload.text,
  });

const troubleOf = (answer: Answer): string =>
  answer.status < 500 ? '' : String(kontor.log.filter((line) => line.includes('request failed')).at(-1));

const labelOf = (attack: Attack, answer: Answer): string =>
  `${attack.url.slice(0, 300)} ${JSON.stringify(attack.headers).slice(0, 200)} ${attack.payload.type} ${attack.payload.text?.slice(0, 200)} → ${answer.status} ${answer.text.slice(0, 300)} ${troubleOf(answer)}`;

const attacksOn = (
  path: string,
  queryNames: readonly string[],
  { usual, body }: { readonly usual: string; readonly body: unknown },
): fc.Arbitrary<Attack> => {
  const right: fc.Arbitrary<Payload> = fc.constant({
    text: body === undefined ? undefined : JSON.stringify(body),
    type: 'application/json',
  });
  const rightUrl = fc.constant(`${filled(path)}${usual}`);
  const none = fc.constant({} as Record<string, string>);
  const one = (
    url: fc.Arbitrary<string>,
    headers: fc.Arbitrary<Record<string, string>>,
    payload: fc.Arbitrary<Payload>,
  ) => fc.record({ url, headers, payload });
  return fc.oneof(
    { weight: body === undefined ? 1 : 6, arbitrary: one(rightUrl, none, wrongPayload(body)) },
    {
      weight: 2,
      arbitrary: one(
        oddPath(path, fill).map((url) => `${url}${usual}`),
        none,
        right,
      ),
    },
    {
      weight: 2,
      arbitrary: one(
        fc
          .tuple(rightUrl, oddQuery(queryNames))
          .map(([url, query]) => `${url}${url.includes('?') ? '&' : '?'}${query}`),
        none,
        right,
      ),
    },
    {
      weight: 2,
      arbitrary: one(
        oddQuery(queryNames).map((query) => `${filled(path)}?${query}`),
        none,
        right,
      ),
    },
    { weight: 2, arbitrary: one(rightUrl, oddHeaders, right) },
  );
};

// The same input at every run; another seed and more runs when one goes hunting.
const settings = {
  seed: Number(process.env.KONTOR_TEST_SEED ?? 20_261_122),
  numRuns: Number(process.env.KONTOR_TEST_RUNS ?? 40),
};

describe('the wire', () => {
  const ofCustomers = new Set([
    'createCustomer',
    'putBillingProfile',
    'validateAddress',
    'createCustomerAgreement',
    'createQualification',
  ]);
  const names = [
    'size',
    'filter',
    'seekOperation',
    'country',
    'targetView',
    'targetSegment',
    'include_price',
    'billingType',
    'entitlementType',
    'showExpiry',
    'startDate',
    'endDate',
    'provider',
    'invoicelineitemtype',
    'currencycode',
    'period',
    'continuationToken',
    'reservationScope',
  ];
  const bodyOf = (operation: WireOperation): unknown => {
    const { subscription, perpetual } = kontor.world.catalog;
    if (operation.name === 'patchOrder')
      return { status: 'pending', lineItems: [{ lineItemNumber: 0, quantity: 1 }] };
    if (ofCustomers.has(operation.name)) return wireBodies[operation.name];
    return (
      operation.body &&
      wireCartBody([
        {
          offer: subscription.DE!,
          quantity: 2,
          more: { friendlyName: 'A name', currencyCode: 'EUR', provisioningContext: { scope: 'shared' } },
        },
        { offer: perpetual.DE! },
      ])
    );
  };
  const usualQuery =
    '?country=DE&targetView=Software&provider=onetime&invoicelineitemtype=billinglineitems&currencycode=EUR&period=current';

  test.each(
    Object.values(wireOperations as Record<string, WireOperation>).map(
      (operation) => [operation.name, operation] as const,
    ),
  )('%s answers wrong input with a fault that says what to do, and changes nothing', async (_, operation) => {
    const usual = operation.method === 'GET' ? usualQuery : '';
    const attacks = attacksOn(operation.path, names, { usual, body: bodyOf(operation) });
    await fc.assert(
      fc.asyncProperty(attacks, async (attack) => {
        const before = await state();
        const answer = await sendAs(agent, operation.method, attack);
        const label = labelOf(attack, answer);
        expect(answer.status, label).toBeLessThan(500);
        if (answer.status < 400) return;
        // HEAD says all by its status.
        if (operation.method === 'HEAD') expect(answer.text, label).toBe('');
        else expectFaultForm(answer, label);
        expect(await state(), label).toEqual(before);
      }),
      settings,
    );
  });
});

const expectFaultForm = (answer: Answer, label: string): void => {
  const { json } = answer;
  expect(Object.keys(json ?? {}), label).toEqual(['code', 'description', 'data', 'source']);
  expect(json.code, label).toBeGreaterThan(0);
  expect(json.description.length, label).toBeGreaterThan(20);
  expect(json.description.length, label).toBeLessThanOrEqual(1024);
  // Where fields are wrong, each is named with its rule.
  if (/named in data/.test(json.description)) {
    expect(json.data.length, label).toBeGreaterThan(0);
    for (const item of json.data) expect(item, label).toMatch(/^[^:]+: \S/s);
  }
  expect(json.data.length, label).toBeLessThanOrEqual(100);
  expect(answer.headers['content-type'], label).toBe('application/json; charset=utf-8');
  expect(answer.headers['ms-requestid'], label).toMatch(/^[0-9a-f-]{36}$/);
};

describe('the Kontor surface', () => {
  const choice = { version: '2025', language: 'en-US', bitness: '64' };
  const bodies: Partial<Record<string, () => unknown>> = {
    createCart: () => cartBody(),
    updateCart: () => cartBody(),
    getKeys: () => choice,
    startDownload: () => choice,
    createDownloadLink: () => ({ ...choice, expiresInSeconds: 7200 }),
    getMyKeys: () => choice,
    startMyDownload: () => choice,
    createMyDownloadLink: () => ({ ...choice, expiresInSeconds: 7200 }),
    previewCancellation: () => ({ orders: [{ orderId: bought.orderId, lineItemNumbers: [0] }] }),
    cancelPurchases: () => ({
      orders: [{ orderId: bought.orderId, lineItemNumbers: [0] }],
      acknowledged: false,
    }),
    moveClock: () => ({ advance: 'P1D' }),
    signIn: () => ({ email: 'nobody@example.com', password: 'wrong', portal: 'partner' }),
    confirmCode: () => ({ code: '000000' }),
  };
  const cartBody = () => ({
    lines: [
      {
        catalogItemId: kontor.world.catalog.subscription.DE!.catalogItemId,
        quantity: 2,
        termDuration: 'P1Y',
        billingCycle: 'one_time',
        currency: 'EUR',
        friendlyName: 'A name',
      },
    ],
  });
  const usual: Partial<Record<string, string>> = {
    putArtifact: '?version=2025&language=en-US&bitness=64&fileName=setup.iso',
  };
  const callerOf = ({ access, path }: Operation): Principal | undefined => {
    if (access === 'anybody') return undefined;
    if (path.startsWith('/my/')) return asCustomer(kontor.world.partner.customers.DE!);
    if (/^(price_sheets|keys|artifacts)\.manage$/.test(access)) return asOperator(kontor.world);
    return access === 'clock.move' ? asUser(kontor.world.sandbox, 'admin_agent') : agent;
  };

  test.each(
    Object.values(kontorOperations as Record<string, Operation>).map(
      (operation) => [operation.name, operation] as const,
    ),
  )(
    '%s answers wrong input with a problem that says what to do, and changes nothing',
    async (name, operation) => {
      const queryNames = [...Object.keys(operation.query?.shape ?? {}), 'limit', 'cursor'];
      const attacks = attacksOn(`/kontor/v1${operation.path}`, queryNames, {
        usual: usual[name] ?? '',
        body: operation.bodyStream ? 'x,y' : bodies[name]?.(),
      });
      await fc.assert(
        fc.asyncProperty(attacks, async (attack) => {
          const before = await state();
          const sent =
            operation.bodyStream && attack.payload.type === 'application/json'
              ? { ...attack, payload: { text: attack.payload.text ?? '', type: operation.bodyStream } }
              : attack;
          const answer = await sendAs(callerOf(operation), operation.method, sent);
          const label = labelOf(attack, answer);
          expect(answer.status, label).toBeLessThan(500);
          expectDocumentedAnswer(operation, answer, label);
          if (answer.status >= 400) {
            expectProblemForm(answer, label);
            expect(await state(), label).toEqual(before);
          }
          // The schema read by another reader: what it does not accept must not be accepted here.
          const { parsed } = attack.payload;
          if (operation.body && parsed !== undefined && !operation.body.safeParse(parsed).success)
            expect([answer.status, answer.json.code], label).toEqual([422, 'request.invalid']);
        }),
        operation.access === 'anybody' ? { ...settings, numRuns: 25 } : settings,
      );
    },
  );
});

/** A success is one that the operation declares, in its shape. */
const expectDocumentedAnswer = (operation: Operation, answer: Answer, label: string): void => {
  if (answer.status >= 300) return;
  const shape = operation.answers[answer.status];
  expect(shape, label).toBeDefined();
  if (shape === null) expect(answer.text, label).toBe('');
  else if (shape !== 'stream' && shape !== undefined)
    expect(shape.safeParse(answer.json).error, label).toBeUndefined();
};

const expectProblemForm = (answer: Answer, label: string): void => {
  const { json } = answer;
  const known = problems[json?.code as ProblemCode];
  expect(known, label).toBeDefined();
  expect(json, label).toMatchObject({
    type: `http://kontor.example/docs/errors/${json.code}`,
    title: known.title,
    status: answer.status,
    detail: `${known.title}. ${known.remedy}`,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(answer.status, label).toBe(known.status);
  expect(answer.headers['content-type'], label).toBe('application/problem+json; charset=utf-8');
  if (json.code !== 'request.invalid') return;
  expect(json.errors?.length, label).toBeGreaterThan(0);
  expect(json.errors.length, label).toBeLessThanOrEqual(100);
  for (const error of json.errors) {
    expect(error, label).toEqual({ path: expect.any(String), message: expect.any(String) });
    expect(error.message, label).toMatch(/\S{2,}/);
  }
};

describe('quantities', () => {
  test.each([
    [0, 'refused'],
    [1, 'sold'],
    [500, 'sold'],
    [501, 'line error'],
    [999_999_999, 'line error'],
    [1_000_000_000, 'refused'],
    [-1, 'refused'],
    [1.5, 'refused'],
    ['many', 'refused'],
  ] as const)('of %s are %s on both surfaces', async (quantity, expected) => {
    const { productId, catalogItemId } = kontor.world.catalog.perpetual.DE!;
    await kontor.sql('update kontor.sku set maximum_quantity = 500 where product_id = $1', [productId]);
    const customerId = fill('customer');
    const own = await kontor.as(agent, 'POST', `/kontor/v1/customers/${customerId}/carts`, {
      lines: [{ catalogItemId, quantity, billingCycle: 'one_time' }],
    });
    const wire = await kontor.as(agent, 'POST', `/v1/customers/${customerId}/carts`, {
      lineItems: [{ catalogItemId, quantity, billingCycle: 'one_time' }],
    });
    if (expected === 'refused') {
      expect([own.status, own.json.code]).toEqual([422, 'request.invalid']);
      expect(own.json.errors).toContainEqual({
        path: 'lines.0.quantity',
        message: expect.stringMatching(/must be/),
      });
      expect([wire.status, wire.json.code]).toEqual([400, 800002]);
      expect(wire.json.data).toContainEqual(expect.stringMatching(/^lineItems\.0\.quantity: must be/));
      return;
    }
    expect([own.status, wire.status]).toEqual([201, 201]);
    expect(own.json.lines[0].error?.code).toBe(expected === 'sold' ? undefined : 'quantity_out_of_range');
    expect(wire.json.lineItems[0].error?.errorCode).toBe(expected === 'sold' ? undefined : 'invalid_input');
  });
});

describe('over a real socket', () => {
  test('a header too large, a target that is none and half a request end in a 4xx, and the next request is served', async () => {
    const address = await kontor.app.listen({ port: 0, host: '127.0.0.1' });
    const huge = await fetch(`${address}/v1/customers`, { headers: { 'ms-requestid': 'x'.repeat(20_000) } });
    expect(huge.status).toBe(431);
    const big = await fetch(`${address}/v1/customers/${fill('customer')}/carts`, {
      method: 'POST',
      headers: { ...by(agent), 'content-type': 'application/json' },
      body: `{"lineItems":[],"pad":"${'x'.repeat(1_100_000)}"}`,
    });
    expect([big.status, ((await big.json()) as Json).code]).toEqual([400, 800002]);
    const next = await fetch(`${address}/v1/customers`, { headers: by(agent) });
    expect(next.status).toBe(200);
    await next.arrayBuffer();
  });
});
