import { afterAll, beforeAll, expect, test } from 'vitest';
import { asUser } from '../packages/server/src/testing/world-people.ts';
import { type Installation, openInstallation } from './installation.ts';

let kontor: Installation;
beforeAll(async () => {
  kontor = await openInstallation({ keys: 50 });
});
afterAll(() => kontor?.close());

test('a customer who is let go in the moment of a purchase has bought, or has been let go', async () => {
  const { partner, catalog } = kontor.world;
  const agent = asUser(partner, 'admin_agent');
  const outcomes: string[] = [];
  const orderFor = (id: string, market: string) =>
    kontor.as(agent, 'POST', `/v1/customers/${id}/orders`, {
      billingCycle: 'one_time',
      lineItems: [
        {
          lineItemNumber: 0,
          offerId: catalog.subscription[market]?.catalogItemId,
          quantity: 1,
          termDuration: 'P1Y',
        },
      ],
    });
  for (const [market, { id }] of Object.entries(partner.customers)) {
    if (catalog.subscription[market] === undefined) continue;
    const release = () => kontor.as(agent, 'POST', `/kontor/v1/customers/${id}/release`);
    const [bought, left] = await Promise.all([orderFor(id, market), release()]);
    expect([201, 403, 404, 409]).toContain(bought.status);
    outcomes.push(`${bought.status} ${left.status}`);
    expect(bought.status === 201 && left.status === 204).toBe(false);
  }
  expect(outcomes.length).toBeGreaterThan(2);
  const both = await kontor.sql(
    `select c.id from kontor.customer c join kontor.subscription s on s.customer_id = c.id
     where c.ended_at is not null and s.status = 'active'`,
  );
  expect(both).toEqual([]);
});

test('a purchase that waits for a release is told that the customer is nobody’s', async () => {
  const { stranger, catalog } = kontor.world;
  const [market, customer] = Object.entries(stranger.customers).find(
    ([name]) => catalog.subscription[name] !== undefined,
  )!;
  const client = await kontor.database.owner.connect();
  try {
    await client.query('begin');
    await client.query('select 1 from kontor.customer where id = $1 for update', [customer.id]);
    const buying = kontor.as(asUser(stranger, 'admin_agent'), 'POST', `/v1/customers/${customer.id}/orders`, {
      billingCycle: 'one_time',
      lineItems: [
        {
          lineItemNumber: 0,
          offerId: catalog.subscription[market]!.catalogItemId,
          quantity: 1,
          termDuration: 'P1Y',
        },
      ],
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.query(
      "update kontor.customer set ended_at = now(), ended_as = 'released', version = version + 1 where id = $1",
      [customer.id],
    );
    await client.query('commit');
    expect((await buying).status).toBe(403);
    expect(
      await kontor.sql('select 1 from kontor.purchase_order where customer_id = $1', [customer.id]),
    ).toEqual([]);
  } finally {
    client.release();
  }
});
