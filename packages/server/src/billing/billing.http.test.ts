import { type Instant, parseInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import { holdSessionLock } from '../platform/db/session-lock.ts';
import type { Principal } from '../platform/http/context.ts';
import { registerSandboxKontor } from '../sandbox/sandbox-routes.ts';
import { arrangeCharge, arrangeCredit, type ChargeFacts } from '../testing/charges.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerBillingKontor } from './invoice-routes.ts';
import { billingLock } from './run-billing.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
let now: Instant;
const at = (text: string) => parseInstant(text)!;

beforeEach(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
  now = at('2026-12-01T09:00:00Z');
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor }) => {
      registerBillingKontor(routes, kontor);
      registerSandboxKontor(routes, kontor);
    },
    services: { realNow: () => now },
  });
  return async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
});

const operator = () => asOperator(world);
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
const call = async (
  method: 'GET' | 'POST',
  url: string,
  principal: Principal | undefined = operator(),
  payload?: object,
  headers = {},
) => {
  const response = await app.inject({
    method,
    url: `/kontor/v1${url}`,
    headers: { ...(principal ? by(principal) : {}), ...headers },
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
};
const get = (url: string, principal?: Principal) => call('GET', url, principal);
const bill = (body: object = { period: '2026-11' }, principal?: Principal, headers = {}) =>
  call('POST', '/billing-runs', principal, body, headers);
const charge = (facts: Partial<ChargeFacts> = {}) =>
  arrangeCharge(database.owner, {
    customer: world.partner.customers.DE!,
    at: at('2026-11-10T10:00:00Z'),
    currency: 'EUR',
    unit: 100_00n,
    ...facts,
  });
const billingAdministrator = () => asUser(world.partner, 'billing_administrator');

describe('a run that the operator starts', () => {
  test('bills a closed month, and shows what it did', async () => {
    await charge();
    const started = await bill();
    expect(started).toMatchObject({ status: 202, body: { id: expect.any(String), status: 'completed' } });
    const run = await get(`/billing-runs/${started.body.id}`);
    expect(run.body).toMatchObject({
      status: 'completed',
      period: '2026-11',
      issuer: 'production',
      invoiceDate: '2026-12-01',
      invoices: 1,
      lines: 1,
      parked: 0,
      parkedDocuments: [],
    });
    expect((await get('/billing-runs')).body.items).toEqual([
      expect.objectContaining({ id: started.body.id }),
    ]);
    const [record] = await rows(
      "select details from kontor.activity_pending where action = 'start_billing_run'",
    );
    expect(record.details).toMatchObject({ period: '2026-11' });
  });

  test('is refused while the month goes on, to the millisecond', async () => {
    now = at('2026-11-30T23:59:59.999Z');
    expect(await bill()).toMatchObject({
      status: 409,
      body: { code: 'billing.period_open', period: '2026-11' },
    });
    now = at('2026-12-01T00:00:00.000Z');
    expect((await bill()).status).toBe(202);
  });

  test('is refused while another goes on', async () => {
    const held = await holdSessionLock(database.system, billingLock('production'));
    expect(await bill()).toMatchObject({ status: 409, body: { code: 'billing.run_in_progress' } });
    expect(await bill({ period: '2026-11' }, operator(), {})).toMatchObject({ status: 409 });
    expect(await rows("select from kontor.activity_pending where action = 'start_billing_run'")).toEqual([]);
    await held?.release();
  });

  test('bills one partner where one is named, by the clock and series of that partner', async () => {
    await charge();
    await charge({ customer: world.stranger.customers.DE! });
    await charge({ customer: world.sandbox.customers.US!, currency: 'USD' });
    await bill({ period: '2026-11', partnerId: world.partner.id });
    expect(await rows('select account_id from kontor.invoice')).toEqual([{ account_id: world.partner.id }]);
    await bill({ period: '2026-11', partnerId: world.sandbox.id });
    expect((await get(`/invoices?partnerId=${world.sandbox.id}`)).body.items[0].id).toBe('GS00000001');
    expect(await bill({ period: '2026-11', partnerId: world.operator.accountId })).toMatchObject({
      status: 404,
    });
  });

  test('says which field is wrong', async () => {
    for (const period of ['2026-13', '2026', 'November', ''])
      expect(await bill({ period })).toMatchObject({
        status: 422,
        body: {
          code: 'request.invalid',
          errors: [{ path: 'period', message: expect.stringContaining('2026-10') }],
        },
      });
    expect((await bill({})).status).toBe(422);
    expect((await get('/billing-runs/none')).status).toBe(404);
  });

  test('repeated with the same key, is the run it was', async () => {
    await charge();
    const key = { 'idempotency-key': 'november' };
    const first = await bill({ period: '2026-11' }, operator(), key);
    const again = await bill({ period: '2026-11' }, operator(), key);
    expect(again.body.id).toBe(first.body.id);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await rows('select count(*)::int as n from kontor.billing_run')).toEqual([{ n: 1 }]);
  });
});

describe('a preview', () => {
  test('says what the run then does, and writes nothing', async () => {
    const bought = await charge();
    await charge({ currency: 'JPY', unit: 1000n });
    await charge({ customer: world.stranger.customers.DE!, unit: 10_00n });
    await arrangeCredit(database.owner, bought, at('2026-11-11T00:00:00Z'));
    const count = () =>
      rows(
        'select (select count(*) from kontor.invoice) + (select count(*) from kontor.billing_run) as n, (select next_number from kontor.invoice_series) as next',
      );
    const before = await count();
    const preview = await call('POST', '/billing-runs?preview=true', operator(), { period: '2026-11' });
    expect(preview).toMatchObject({ status: 200, body: { invoices: 3, lines: 4, parked: 0 } });
    expect(await count()).toEqual(before);
    const started = await bill();
    const run = await get(`/billing-runs/${started.body.id}`);
    expect(run.body).toMatchObject({ invoices: preview.body.invoices, lines: preview.body.lines });
    const totals = await rows(
      'select currency, sum(total_minor)::text as total from kontor.invoice group by 1 order by 1',
    );
    expect(preview.body.totals.map((row: { total: string }) => row.total.replace('.', ''))).toEqual(
      totals.map(({ total }) => (total === '1190' ? '1190' : total)),
    );
  });

  test('may look at a month that still goes on', async () => {
    await charge({ at: at('2026-12-01T01:00:00Z') });
    const { body } = await call('POST', '/billing-runs?preview=true', operator(), { period: '2026-12' });
    expect(body).toMatchObject({ invoices: 1, documents: [{ total: '119.00', type: 'invoice' }] });
  });
});

describe('a suspicious document', () => {
  const park = async () => {
    await rows('update kontor.installation set parking_line_limit = 2, parking_change_percent = 200');
    for (let line = 0; line < 3; line += 1) await charge();
    await charge({ customer: world.stranger.customers.DE! });
    return (await bill()).body.id as string;
  };
  const release = (run: string, number = 1, principal?: Principal) =>
    call('POST', `/billing-runs/${run}/parked/${number}/release`, principal);

  test('waits, without keeping the others', async () => {
    const run = await get(`/billing-runs/${await park()}`);
    expect(run.body).toMatchObject({
      status: 'completed',
      invoices: 1,
      parked: 1,
      parkedDocuments: [
        { number: 1, partnerId: world.partner.id, reason: 'line_count', lines: 3, total: '357.00' },
      ],
    });
    expect((await get('/invoices', billingAdministrator())).body.items).toEqual([]);
  });

  test('waits when it is more than so much of the month before', async () => {
    await rows('update kontor.installation set parking_change_percent = 200');
    await charge({ at: at('2026-10-10T00:00:00Z') });
    await bill({ period: '2026-10' });
    await charge({ unit: 200_01n });
    const { body } = await bill();
    expect((await get(`/billing-runs/${body.id}`)).body.parkedDocuments).toMatchObject([
      { reason: 'change', total: '238.01', lastTotal: '119.00' },
    ]);
  });

  test('is let out by the operator, dated that day, once', async () => {
    const run = await park();
    now = at('2026-12-04T12:00:00Z');
    const released = await release(run);
    expect(released).toMatchObject({ status: 200, body: { invoiceId: 'G000000002' } });
    expect((await release(run)).body).toEqual(released.body);
    const { body } = await get('/invoices/G000000002', billingAdministrator());
    expect(body).toMatchObject({ period: '2026-11', invoiceDate: '2026-12-04', total: '357.00', lines: 3 });
    expect((await get(`/billing-runs/${run}`)).body).toMatchObject({ invoices: 2, lines: 4 });
    expect((await bill()).body.status).toBe('completed');
    expect(await rows('select count(*)::int as n from kontor.invoice')).toEqual([{ n: 2 }]);
  });

  test('keeps the next month waiting, and goes out before it', async () => {
    const run = await park();
    await charge({ at: at('2026-12-10T00:00:00Z') });
    now = at('2027-01-01T00:00:00Z');
    const next = (await bill({ period: '2026-12' })).body.id;
    expect((await get(`/billing-runs/${next}`)).body.parkedDocuments).toMatchObject([
      { reason: 'earlier_parked' },
    ]);
    expect(await release(next)).toMatchObject({
      status: 409,
      body: { code: 'billing.earlier_parked', runId: run, number: 1 },
    });
    expect((await release(run)).status).toBe(200);
    expect((await release(next)).status).toBe(200);
    const periods = await rows(
      'select period, line_count from kontor.invoice where account_id = $1 order by id',
      [world.partner.id],
    );
    expect(periods).toEqual([
      { period: '2026-11', line_count: 3 },
      { period: '2026-12', line_count: 1 },
    ]);
  });

  test('is not parked twice by the same month run again', async () => {
    const run = await park();
    const again = (await bill()).body.id;
    expect((await get(`/billing-runs/${again}`)).body.parked).toBe(0);
    expect((await release(run, 2)).status).toBe(404);
    expect((await release(again, 1)).status).toBe(404);
  });

  test('released by two at once is one document', async () => {
    const run = await park();
    const answers = await Promise.all([release(run), release(run), release(run)]);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    // The record commits with the document: one of each.
    expect(
      await rows(
        "select details->>'invoiceId' as id from kontor.activity_pending where action = 'release_parked'",
      ),
    ).toEqual([{ id: 'G000000002' }]);
    expect(await rows('select count(*)::int as n from kontor.invoice')).toEqual([{ n: 2 }]);
  });
});

describe('the documents of a partner', () => {
  test('are listed, newest first and page by page, with what is open of each', async () => {
    await charge({ at: at('2026-10-10T00:00:00Z') });
    await bill({ period: '2026-10' });
    await charge();
    await charge({ currency: 'TRY', unit: 10_00n });
    await bill();
    const first = await get('/invoices?limit=2', billingAdministrator());
    expect(first.body.items).toHaveLength(2);
    const second = await get(`/invoices?limit=2&cursor=${first.body.next}`, billingAdministrator());
    expect(second.body).toMatchObject({ items: [{ period: '2026-10', open: '119.00' }], next: null });
    expect((await get('/invoices?currency=TRY', billingAdministrator())).body.items).toHaveLength(1);
    expect((await get('/invoices?period=2026-10', billingAdministrator())).body.items).toHaveLength(1);
    expect((await get('/invoices?period=soon', billingAdministrator())).status).toBe(422);
    const foreign = await get(
      `/invoices?cursor=${first.body.next}`,
      asUser(world.stranger, 'billing_administrator'),
    );
    expect(foreign.body.code).toBe('cursor.invalid');
  });

  test('show their lines, credits below zero and explained', async () => {
    const bought = await charge({ quantity: 2, unit: 50_00n });
    await arrangeCredit(database.owner, bought, at('2026-11-12T00:00:00Z'));
    await bill();
    const [{ id }] = (await get('/invoices', billingAdministrator())).body.items;
    const { body } = await get(`/invoices/${id.toLowerCase()}/lines`, billingAdministrator());
    expect(body.items).toMatchObject([
      {
        position: 1,
        kind: 'new',
        quantity: 2,
        unitPrice: '50.00',
        net: '100.00',
        tax: '19.00',
        total: '119.00',
      },
      { position: 2, kind: 'cancel_immediate', net: '-100.00', total: '-119.00', creditsChargeId: bought.id },
    ]);
    const page = await get(`/invoices/${id}/lines?limit=1`, billingAdministrator());
    const rest = await get(`/invoices/${id}/lines?limit=1&cursor=${page.body.next}`, billingAdministrator());
    expect(rest.body).toMatchObject({ items: [{ position: 2 }], next: null });
    expect((await get('/invoices/G999999999/lines', billingAdministrator())).status).toBe(404);
  });

  test('are seen by who may see them, and by nobody else', async () => {
    await charge();
    await bill();
    const path = '/invoices/G000000001';
    const seeing = ['billing_administrator', 'global_administrator', 'admin_agent'] as const;
    for (const role of seeing) expect((await get(path, asUser(world.partner, role))).status).toBe(200);
    expect((await get(path, asApp(world.partner))).status).toBe(200);
    expect((await get(`${path}?partnerId=${world.partner.id}`, operator())).status).toBe(200);
    for (const role of ['sales_agent', 'helpdesk_agent', 'account_administrator'] as const)
      expect(await get(path, asUser(world.partner, role))).toMatchObject({
        status: 403,
        body: { code: 'role_required' },
      });
    for (const principal of [asUser(world.stranger, 'billing_administrator'), operator()])
      expect((await get(path, principal)).status).toBe(404);
    expect(
      (await get(`${path}?partnerId=${world.partner.id}`, asUser(world.stranger, 'admin_agent'))).status,
    ).toBe(404);
    expect((await get(path, asCustomer(world.partner.customers.DE!))).status).toBe(403);
    const anonymous = await app.inject({ method: 'GET', url: `/kontor/v1${path}` });
    expect(anonymous.statusCode).toBe(401);
  });
});

describe('months are billed by themselves', () => {
  test('at midnight of the billing day on a sandbox account’s clock, each once and in order', async () => {
    const start = realNow();
    now = start;
    await charge({ customer: world.sandbox.customers.US!, currency: 'USD', at: start });
    const agent = asUser(world.sandbox, 'admin_agent');
    const first = await call('POST', '/clock', agent, { advance: 'P3M' });
    expect(first.status).toBe(200);
    const [invoice] = await rows('select invoice_date, period, id from kontor.invoice');
    expect(invoice.invoice_date).toBe(`${nextMonth(invoice.period)}-01`);
    const runs = await rows('select period, status from kontor.billing_run order by started_at');
    expect(runs).toHaveLength(3);
    expect(new Set(runs.map(({ period }) => period)).size).toBe(3);
    const due = await rows(
      "select ref from kontor.due where kind = 'billing.run' and done_at is null and account_id = $1",
      [world.sandbox.id],
    );
    expect(due).toHaveLength(1);
  });

  test('on the day that the operator chose', async () => {
    now = realNow();
    await rows('update kontor.installation set billing_day = 5');
    await charge({ customer: world.sandbox.customers.US!, currency: 'USD', at: now });
    await call('POST', '/clock', asUser(world.sandbox, 'admin_agent'), { advance: 'P2M' });
    const [invoice] = await rows('select invoice_date from kontor.invoice');
    expect(invoice.invoice_date.slice(8)).toBe('05');
  });
});

const nextMonth = (period: string): string => {
  const [year, month] = period.split('-').map(Number);
  return month === 12 ? `${year! + 1}-01` : `${year}-${String(month! + 1).padStart(2, '0')}`;
};

describe('the reconciliation of a month', () => {
  const reconcile = (principal: Principal | undefined = operator(), query = '') =>
    get(`/billing-reconciliations/2026-11${query}`, principal);

  test('adds up from order to invoice, with nothing unexplained', async () => {
    const bought = await charge();
    await charge({ currency: 'TRY' });
    await arrangeCredit(database.owner, bought, at('2026-11-20T00:00:00Z'));
    await rows('delete from kontor.credit_limit');
    const open = await reconcile();
    expect(open.body).toMatchObject({
      counts: { orderLines: 2, charges: 3, invoiceLines: 0 },
      figures: [
        {
          currency: 'EUR',
          ordered: '119.00',
          charged: '119.00',
          credited: '119.00',
          invoiced: '0.00',
          notYetBilled: '0.00',
        },
        { currency: 'TRY', notYetBilled: '119.00' },
      ],
      unexplained: [],
    });
    await bill();
    const billed = await reconcile();
    expect(billed.body).toMatchObject({
      counts: { invoiceLines: 3 },
      figures: [{ invoiced: '0.00' }, { currency: 'TRY', invoiced: '119.00', notYetBilled: '0.00' }],
      unexplained: [],
    });
  });

  test('names what nothing explains', async () => {
    await rows('delete from kontor.credit_limit');
    const one = await charge();
    const two = await charge();
    const three = await charge({ customer: world.stranger.customers.DE! });
    await bill();
    const found = async () =>
      (await reconcile()).body.unexplained.map(({ check }: { check: string }) => check);
    expect(await found()).toEqual([]);
    await rows('update kontor.charge set quantity = 2 where id = $1', [one.id]);
    expect(await found()).toEqual(
      expect.arrayContaining(['ordered_is_charged', 'charge_adds_up', 'charged_is_invoiced']),
    );
    await rows('update kontor.charge set quantity = 1 where id = $1', [one.id]);
    await rows('delete from kontor.invoice_line where charge_id = $1', [two.id]);
    expect(await found()).toEqual(expect.arrayContaining(['charged_is_invoiced', 'document_adds_up']));
    await rows('delete from kontor.charge where id = $1', [three.id]);
    expect(await found()).toEqual(expect.arrayContaining(['ordered_is_charged', 'invoiced_is_charged']));
    await rows("update kontor.invoice set id = 'G000000009' where account_id = $1", [world.stranger.id]);
    expect(await found()).toEqual(expect.arrayContaining(['numbers_follow']));
    await rows("insert into kontor.credit_limit values ($1, 'EUR', 100, 1)", [world.partner.id]);
    expect(await found()).toEqual(expect.arrayContaining(['exposure_adds_up']));
  });

  test('is the operator’s, of everything or of one partner', async () => {
    await charge();
    await charge({ customer: world.stranger.customers.DE! });
    expect((await reconcile(operator(), `?partnerId=${world.stranger.id}`)).body.counts.charges).toBe(1);
    expect((await reconcile(billingAdministrator())).status).toBe(403);
    expect((await get('/billing-reconciliations/soon')).status).toBe(422);
    expect((await reconcile(operator(), '?partnerId=nobody')).status).toBe(404);
  });
});
