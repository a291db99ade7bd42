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

const fill = (path: string, customerId: string): string =>
  fillPath(path, { customerId, bought, offer: world.catalog.subscription.DE! });

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

const jsonText = { 'content-type': 'application/json' };

const sendWire = async (
  name: keyof typeof wireOperations,
  who: Principal | undefined,
  customerId: string,
) => {
  const operation = wireOperations[name];
  const response = await app.inject({
    method: operation.method,
    url: `${fill(operation.path, customerId)}?country=DE&targetView=Software&provider=onetime&invoicelineitemtype=billinglineitems&currencycode=eur&period=current`,
    headers: { ...(who ? by(who) : {}), ...(typeof wireBodies[name] === 'string' ? jsonText : {}) },
    ...(wireBodies[name] === undefined ? {} : { payload: wireBodies[name] as object }),
  });
  const json = response.body === '' ? {} : response.json();
  return { status: response.statusCode, silent: operation.method === 'HEAD', json };
};

/** HEAD is answered by its status alone: the number that is expected stands for what cannot be read. */
const faultOf = ({ status, silent, json }: Awaited<ReturnType<typeof sendWire>>, expected: number) => [
  status,
  silent ? expected : json.code,
];

describe.each(Object.entries(wireAccess) as [keyof typeof wireOperations, Permission][])(
  'wire %s',
  (name, permission) => {
    test('asks for a token', async () => {
      const answer = await sendWire(name, undefined, world.partner.customers.DE!.id);
      expect(faultOf(answer, 800001)).toEqual([401, 800001]);
    });

    test('lets in whom the table lets in, and refuses the others with the fault of the wire', async () => {
      for (const [label, principal, actor] of everyone()) {
        const answer = await sendWire(name, principal, world.partner.customers.DE!.id);
        const allowed = authorize(actor, permission);
        const said = `${name} by ${label}: ${answer.status} ${answer.json.code}`;
        // The operator belongs to no partner, so no customer is related to them.
        if (label === 'operator' && allowed.accepted && wireOperations[name].path.includes('{customer}'))
          expect(faultOf(answer, 20002), said).toEqual([403, 20002]);
        else if (allowed.accepted) expect([401, 403, 500], said).not.toContain(answer.status);
        else if (allowed.refusal.code === 'access.user_required')
          expect(faultOf(answer, 900329), said).toEqual([403, 900329]);
        else expect(faultOf(answer, 900150), said).toEqual([403, 900150]);
      }
    });

    test('knows no customer without a relation, existing or not', async () => {
      const stranger = strangerAllowed(permission);
      if (!stranger || !wireOperations[name].path.includes('{customer}')) return;
      const theirs = await sendWire(name, stranger, world.partner.customers.DE!.id);
      const missing = await sendWire(name, stranger, nobody);
      expect(faultOf(theirs, 20002)).toEqual([403, 20002]);
      expect(theirs.json).toEqual(missing.json);
    });
  },
);
