import { type Instant, parseInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { beforeEach, expect, test } from 'vitest';
import { registerCartsKontor } from '../carts/cart-routes.ts';
import { registerCheckoutKontor } from '../orders/checkout-routes.ts';
import type { Principal } from '../platform/http/context.ts';
import { registerReservationsKontor } from '../reservations/reservation-routes.ts';
import { testDatabase } from '../testing/database.ts';
import { addReservationProducts, reservationItem } from '../testing/reservations.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asOperator, asUser } from '../testing/world-people.ts';
import { registerSupportKontor } from './support-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let now = parseInstant('2026-11-22T10:00:00Z') as Instant;

beforeEach(async () => {
  now = parseInstant('2026-11-22T10:00:00Z') as Instant;
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  await addReservationProducts(database.system);
  app = await testApp({
    pools: database,
    world,
    services: { realNow: () => now },
    register: ({ app: routes, kontor }) => {
      registerCartsKontor(routes, kontor);
      registerCheckoutKontor(routes, kontor);
      registerReservationsKontor(routes, kontor);
      registerSupportKontor(routes, kontor);
    },
  });
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

const send = async (method: 'GET' | 'POST', url: string, who: Principal, payload?: object) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${url}`,
    headers: by(who),
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, body: response.json() };
};
const admin = () => asUser(world.partner, 'admin_agent');

test('a reservation in production is refunded by decision, by the rules of reservations, once', async () => {
  const customer = world.partner.customers.DE!;
  const base = `/customers/${customer.id}`;
  const cloud = await send('POST', `${base}/cloud-subscriptions`, admin(), { name: 'Production' });
  const cart = await send('POST', `${base}/carts`, admin(), {
    lines: [
      {
        catalogItemId: reservationItem('DE'),
        quantity: 1,
        termDuration: 'P1Y',
        billingCycle: 'one_time',
        reservation: { scope: 'shared', cloudSubscriptionId: cloud.body.id, displayName: 'Web' },
      },
    ],
  });
  const bought = await send('POST', `${base}/carts/${cart.body.id}/checkout`, admin());
  expect(bought.status).toBe(201);
  const orderId = bought.body.orders[0].id;
  const made = await send('POST', '/support-requests', admin(), {
    type: 'csp_purchase_refund',
    impact: 'minimal',
    title: 'Not needed any more',
    description: '',
    contact: { name: 'Ada', email: 'ada@anadolu.example' },
    refund: {
      customer: customer.domain,
      orderId,
      reason: 'Moved elsewhere',
      amount: { value: '1.00', currency: 'EUR' },
    },
  });
  expect(made.status).toBe(201);
  const url = `/support-requests/${made.body.id}/decision`;
  const seen = await send('POST', `${url}/preview`, asOperator(world), {});
  // Within the first days and unused: all of it.
  expect(seen.body.total).toEqual(made.body.refund.left);
  const decided = await send('POST', url, asOperator(world), { decision: 'refund' });
  expect(decided.status).toBe(200);
  expect(decided.body.decision.credit.total).toBe(made.body.refund.left.value);
  const { items } = (await send('GET', `${base}/reservations`, admin())).body;
  expect(items).toMatchObject([{ status: 'refunded' }]);
  const { rows } = await database.owner.query(
    `select (select count(*)::int from kontor.reservation_return) as returns,
       (select count(*)::int from kontor.charge where sign = -1) as credits`,
  );
  expect(rows).toEqual([{ returns: 1, credits: 1 }]);
});
