import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  date,
  type ExampleSeed,
  exampleDocument,
} from '../packages/server/src/documents/testing/example-documents.ts';
import { storeDocument } from '../packages/server/src/documents/testing/stored-documents.ts';
import { newUuid } from '../packages/server/src/platform/new-id.ts';
import { credentialsOf, type Installation, openInstallation } from './installation.ts';
import { type Kept, type ReplayDeps, readSession, readShapes, replay } from './replay.ts';

// What real clients put on the wire, request by request, against the whole server and with its own tokens. The
// pairs are data in sessions/: facts of how each client speaks, and the shapes without which it breaks.

let kontor: Installation;
let shapes: Record<string, unknown>;
beforeAll(async () => {
  kontor = await openInstallation({ keys: 20, now: '2026-11-22T15:23:37.123Z', tokensOnly: true });
  shapes = await readShapes();
});
afterAll(() => kontor?.close());

const begin = async (): Promise<Kept> => {
  const { partner } = kontor.world;
  const ids = await credentialsOf(kontor, partner, 'admin_agent');
  return { ids: { ...ids, tenant: partner.id, customer: partner.customers.DE!.id } };
};

const run = async (name: string, ids: Readonly<Record<string, string>> = {}, more: Kept = {}) => {
  const session = await readSession(name);
  const kept = await begin();
  Object.assign(kept.ids, ids);
  Object.assign(kept, more);
  const deps: ReplayDeps = { kontor, session, shapes };
  const answers = new Map();
  for (const step of session.steps) answers.set(step.name, await replay(deps, step, kept));
  return { kept, answers, session };
};

describe('sells, delivers, cancels and tells of it', () => {
  test('to the .NET SDK: Pascal names, nulls, unset dates, links followed', async () => {
    const { kept, answers } = await run('dotnet');
    expect(kept.cart.lineItems[0]).toMatchObject({
      quantity: 3,
      friendlyName: 'Servers',
      currencyCode: 'EUR',
    });
    const weeks = Date.parse(kept.cart.expirationTimestamp) - Date.parse(kept.cart.creationTimestamp);
    expect(weeks).toBe(7 * 86_400_000);
    expect(kept.order.attributes.etag).not.toBe(kept.cancelled.attributes.etag);
    const lines = ['unbilled lines, path in mixed case', 'unbilled lines, the next page'].flatMap(
      (name) => answers.get(name).json.items,
    );
    expect(lines.map((line) => line.chargeType).sort()).toEqual(['cancelImmediate', 'new']);
    expect(lines.reduce((sum, line) => sum + Number(line.totalForCustomer), 0)).toBe(0);
    const records = answers.get('audit records, dates of an invariant culture').json.items;
    expect(records.map((record: { operationType: string }) => record.operationType)).toEqual([
      'update_order',
      'create_order',
    ]);
    expect(JSON.parse(records[1].resourceNewValue)).toMatchObject({ Id: kept.order.id, Status: 'completed' });
  });

  test('to the .NET SDK about a problem: a request, a note, its end', async () => {
    const { kept } = await run('dotnet-support');
    expect(kept.request).toMatchObject({ severity: 'moderate', status: 'open', notes: [] });
    expect(kept.noted).toMatchObject({
      severity: 'moderate',
      status: 'open',
      notes: [{ text: 'Any news?' }],
    });
    expect(kept.closed.status).toBe('closed');
  });

  test('to the Java SDK: doubled slashes, charset, switches that say no', async () => {
    const { kept } = await run('java');
    expect(kept.cart.lineItems[0]).toMatchObject({ quantity: 2 });
    expect(kept.cart.lineItems[0]).not.toHaveProperty('termDuration');
    expect(kept.order.lineItems[0].termDuration).toBe('');
  });

  test('to the Node client: a token that decodes with exp, and no ids of requests', async () => {
    const { kept } = await run('pliancy');
    const claims = decodeJwt(kept.token);
    expect(Math.abs((claims.exp ?? 0) - Date.now() / 1000 - 3600)).toBeLessThan(60);
  });

  test('to the Python client: a checkout with a content type and no body', async () => {
    await run('python');
  });
});

describe('answers every call', () => {
  test('of the catalog: offers of the old kind, promotions and whether they hold', async () => {
    await kontor.sql(
      `insert into kontor.promotion (id, name_en, name_tr, product_id, market, discount_basis_points, starts_at, ends_at)
       values ('AUTUMN', 'Autumn', 'Sonbahar', 'DG7GMGF0DWT5', 'DE', 1000, '2026-11-01Z', '2027-01-01Z')`,
    );
    const { kept } = await run('catalog');
    await kontor.sql("delete from kontor.promotion where id = 'AUTUMN'");
    expect(kept.promotion).toBe('DG7GMGF0DWT5:0001:AUTUMN');
    expect(kept.turkish.name).toBe('Sonbahar');
  });

  test('of orders: without a cart, its delivery, its links, and what is in stock', async () => {
    const { kept } = await run('orders');
    expect(kept.order.lineItems).toMatchObject([
      { quantity: 2, friendlyName: 'Servers', termDuration: 'P1Y' },
    ]);
  });

  test('of subscriptions: read, changed, scheduled, suspended, cancelled', async () => {
    const { partner } = kontor.world;
    const cloud = newUuid();
    await kontor.sql(
      `insert into kontor.cloud_subscription (account_id, customer_id, id, name, status, registered_at)
       values ($1, $2, $3, 'Production', 'registered', now())`,
      [partner.id, partner.customers.JP?.id ?? partner.customers.DE!.id, cloud],
    );
    const { kept } = await run('subscriptions', {
      cloud,
      customer: partner.customers.JP?.id ?? partner.customers.DE!.id,
    });
    expect(kept.renamed).toMatchObject({ friendlyName: 'Servers in Hamburg', autoRenewEnabled: false });
    expect(kept.grown.quantity).toBe(5);
    expect(kept.scheduled.scheduledNextTermInstructions.quantity).toBe(2);
    expect(kept.suspended).toMatchObject({ status: 'suspended', suspensionReasons: ['Partner'] });
    expect(kept.deleted).toMatchObject({ status: 'deleted', actions: [] });
  });

  test('of invoices: list, one, its page, its lines in both forms, balances', async () => {
    const { partner } = kontor.world;
    const store = (number: string, seed: ExampleSeed) =>
      storeDocument(
        kontor.database.system,
        partner.id,
        exampleDocument({ ...seed, document: { number, issuedOn: date('2026-11-01') } }),
      );
    const numbered = (from: number, line: ExampleSeed['lines'][number]) => ({
      ...line,
      chargeId: `00000000-0000-4000-8000-00000000${String(from).padStart(4, '0')}`,
    });
    const charge = numbered(1, { price: '10.08', quantity: 10 });
    await store('G000000002', { lines: [charge, numbered(2, { price: '5.00' })] });
    const credit = { price: '9.42', quantity: 10, sign: -1, creditsChargeId: charge.chargeId } as const;
    await store('G000000001', { lines: [numbered(3, credit)] });
    const { kept } = await run('invoices');
    expect(kept.same).toEqual(kept.invoice);
    expect(kept.invoice.amendments).toEqual([kept.note]);
    expect(kept.note).toMatchObject({ documentType: 'adjustment_note', amendsOf: kept.invoice.id });
  });

  test('of customers: created, changed, consented, qualified, let go', async () => {
    const { kept } = await run('customers', {}, { domain: 'wingtip-toys.example' });
    expect(kept.created.billingProfile.defaultAddress.state).toBe('WA');
    expect(kept.changed).toMatchObject({ firstName: 'Renamed' });
    expect(kept.changed.attributes.etag).not.toBe(kept.billing.attributes.etag);
  });

  test('of customers of a sandbox: deleted, and their domain free again', async () => {
    const { sandbox } = kontor.world;
    const agent = await credentialsOf(kontor, sandbox, 'admin_agent');
    await run('sandbox-customers', { ...agent, tenant: sandbox.id }, { domain: 'gone.example' });
  });

  test('of webhooks: registered, changed, tested twice a minute', async () => {
    const { partner } = kontor.world;
    const administrator = await credentialsOf(kontor, partner, 'global_administrator');
    const { answers } = await run('webhooks', administrator);
    expect(answers.get('names of events').json).toContain('subscription-updated');
    expect(Number(answers.get('tested too often').headers['retry-after'])).toBeGreaterThan(0);
  });

  test('of users, roles and licences: made, changed, given, taken, deleted, restored', async () => {
    const { kept } = await run('people', { domain: kontor.world.partner.customers.DE!.domain });
    expect(kept.renamed.firstName).toBe('Augusta');
    expect(kept.restored.id).toBe(kept.user.id);
  });

  test('of profiles, usage, costs, insights and second factors', async () => {
    const { partner } = kontor.world;
    const cloud = newUuid();
    await kontor.sql(
      `insert into kontor.cloud_subscription (account_id, customer_id, id, name, status, registered_at)
       values ($1, $2, $3, 'Profiles', 'registered', now())`,
      [partner.id, partner.customers.DE!.id, cloud],
    );
    const ids = await credentialsOf(kontor, partner, 'global_administrator');
    await run('profiles', { ...ids, cloud });
  });
});
