import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangeInvoice } from '../testing/invoices.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asOperator, asUser } from '../testing/world-people.ts';
import { registerBalanceKontor } from './balance-routes.ts';
import { registerPaymentsKontor } from './payment-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 1 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor }) => {
      registerPaymentsKontor(routes, kontor);
      registerBalanceKontor(routes, kontor);
    },
  });
});

afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const today = new Date(realNow()).toISOString().slice(0, 10);

/** Three open invoices in euro, of 100.00, 200.00 and 50.00, the oldest first; one in yen; 1,000.00 euro are used. */
beforeEach(async () => {
  for (const table of [
    'payment_allocation',
    'bank_import_line',
    'bank_import',
    'payment',
    'invoice_line',
    'invoice',
    'account_balance',
    'idempotency',
    'activity_pending',
    'event',
  ])
    await database.owner.query(`delete from kontor.${table}`);
  await database.owner.query('update kontor.credit_limit set used_minor = 0');
  await database.owner.query(
    `update kontor.credit_limit set used_minor = 100000 where account_id = $1 and currency = 'EUR'`,
    [world.partner.id],
  );
  const accountId = world.partner.id;
  const euro = { accountId, currency: 'EUR' };
  await arrangeInvoice(database.system, {
    ...euro,
    id: 'G000000003',
    totalMinor: 5_000n,
    dueDate: '2099-12-01',
  });
  await arrangeInvoice(database.system, {
    ...euro,
    id: 'G000000001',
    totalMinor: 10_000n,
    invoiceDate: '2026-09-01',
    dueDate: '2026-10-01',
  });
  await arrangeInvoice(database.system, {
    ...euro,
    id: 'G000000002',
    totalMinor: 20_000n,
    invoiceDate: '2026-10-01',
    dueDate: '2026-11-01',
  });
  await arrangeInvoice(database.system, { accountId, currency: 'JPY', id: 'G000000004', totalMinor: 1_500n });
});

// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;

const send = async (
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  body?: unknown,
  who?: Principal | null,
  headers = {},
) => {
  const from = who === undefined ? asOperator(world) : who;
  const response = await app.inject({
    method,
    url: `/kontor/v1${url}`,
    headers: { ...(from ? by(from) : {}), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  const text = response.body;
  return {
    status: response.statusCode,
    headers: response.headers,
    text,
    json: (text.startsWith('{') ? JSON.parse(text) : undefined) as Json,
  };
};

const pay = (facts: object = {}, headers = {}, who?: Principal | null) =>
  send(
    'POST',
    `/partners/${world.partner.id}/payments`,
    { amount: '120.00', currency: 'EUR', paidOn: today, reference: 'wire 7', ...facts },
    who,
    headers,
  );

const used = async (currency = 'EUR', accountId: string = world.partner.id) => {
  const { rows } = await database.owner.query(
    'select used_minor from kontor.credit_limit where account_id = $1 and currency = $2',
    [accountId, currency],
  );
  return rows[0]?.used_minor as bigint | undefined;
};
const count = async (table: string) => {
  const { rows } = await database.owner.query(`select count(*)::int as n from kontor.${table}`);
  return rows[0].n as number;
};
const balanceIn = async (currency: string, who: Principal = asApp(world.partner)) =>
  (await send('GET', '/balance', undefined, who)).json.items.find((item: Json) => item.currency === currency);

describe('a payment', () => {
  test('pays the oldest first, gives credit back, and stands in both logs', async () => {
    const { status, json } = await pay({ note: 'by phone' });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      partnerId: world.partner.id,
      partnerName: world.partner.name,
      currency: 'EUR',
      amount: '120.00',
      method: 'manual',
      reference: 'wire 7',
      note: 'by phone',
      paidOn: today,
      allocations: [
        { invoiceId: 'G000000001', amount: '100.00' },
        { invoiceId: 'G000000002', amount: '20.00' },
      ],
      unallocated: '0.00',
    });
    expect(await used()).toBe(88_000n);
    const { rows } = await database.owner.query(
      `select account_id, action, resource_id, person_id from kontor.activity_pending`,
    );
    expect(rows.map((row) => row.account_id).sort()).toEqual(
      [world.operator.accountId, world.partner.id].sort(),
    );
    for (const row of rows)
      expect(row).toMatchObject({
        action: 'record_payment',
        resource_id: json.id,
        person_id: world.operator.userId,
      });
    const events = await database.owner.query('select account_id, type, data from kontor.event');
    expect(events.rows).toMatchObject([
      { account_id: world.partner.id, type: 'payment.received', data: { amount: '120.00' } },
    ]);
  });

  test('of the last cent of an invoice, one less and one more', async () => {
    for (const [amount, parts] of [
      ['99.99', ['99.99']],
      ['0.01', ['0.01']],
      ['0.01', ['0.01']],
    ] as const)
      expect((await pay({ amount })).json.allocations.map((part: Json) => part.amount)).toEqual(parts);
    const { rows } = await database.owner.query(
      'select invoice_id, sum(amount_minor)::int as paid from kontor.payment_allocation group by 1 order by 1',
    );
    expect(rows).toEqual([
      { invoice_id: 'G000000001', paid: 10_000 },
      { invoice_id: 'G000000002', paid: 1 },
    ]);
  });

  test('beyond everything open becomes balance', async () => {
    expect((await pay({ amount: '400.00' })).json.unallocated).toBe('50.00');
    expect(await balanceIn('EUR')).toMatchObject({ open: '0.00', creditBalance: '50.00', used: '600.00' });
  });

  test('that names invoices pays these, in their order, and nothing else', async () => {
    const { json } = await pay({ amount: '60.00', invoiceIds: ['G000000003'] });
    expect(json).toMatchObject({
      allocations: [{ invoiceId: 'G000000003', amount: '50.00' }],
      unallocated: '10.00',
    });
    for (const invoiceIds of [['G000000003'], ['G000000004'], ['G000000009', 'G000000001']]) {
      const refused = await pay({ invoiceIds });
      expect([refused.status, refused.json.code]).toEqual([409, 'payment.invoice_not_open']);
      expect(refused.json.invoices).toEqual([invoiceIds[0]]);
    }
  });

  test('in another currency leaves the others alone', async () => {
    const { json } = await pay({ amount: '2000', currency: 'JPY' });
    expect(json).toMatchObject({
      allocations: [{ invoiceId: 'G000000004', amount: '1500' }],
      unallocated: '500',
    });
    expect(await used('JPY')).toBe(-2_000n);
    expect(await used()).toBe(100_000n);
  });

  test('in a currency that never had a limit is counted all the same', async () => {
    expect((await pay({ amount: '5.000', currency: 'KWD' })).status).toBe(201);
    expect(await used('KWD')).toBe(-5_000n);
    expect(await balanceIn('KWD')).toMatchObject({ limit: '0.000', creditBalance: '5.000', used: '-5.000' });
  });

  test.each([
    [{ amount: '0.00' }, 'amount'],
    [{ amount: '-1.00' }, 'amount'],
    [{ amount: '1.005' }, 'amount'],
    [{ amount: 'ten' }, 'amount'],
    [{ currency: 'XXX' }, 'currency'],
    [{ paidOn: '2026-02-30' }, 'paidOn'],
    [{ paidOn: '2999-01-01' }, 'paidOn'],
    [{ extra: 1 }, 'extra'],
  ])('with %j is refused and says why', async (facts, path) => {
    const { status, json } = await pay(facts);
    expect([status, json.code]).toEqual([422, 'request.invalid']);
    expect(json.errors.map((error: Json) => error.path)).toEqual([path]);
    expect(await count('payment')).toBe(0);
  });

  test('of nobody known is not found', async () => {
    for (const partnerId of ['nobody', '99999999-9999-4999-8999-999999999999', world.operator.accountId]) {
      const { status, json } = await send('POST', `/partners/${partnerId}/payments`, {
        amount: '1.00',
        currency: 'EUR',
        paidOn: today,
      });
      expect([status, json.code]).toEqual([404, 'not_found']);
    }
  });

  test('sent again with its key is answered again and paid once', async () => {
    const headers = { 'idempotency-key': 'payment-1' };
    const first = await pay({}, headers);
    const again = await pay({}, headers);
    expect(again.json).toEqual(first.json);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await pay({ amount: '1.00' }, headers)).json.code).toBe('idempotency.key_reused');
    expect([await count('payment'), await used()]).toEqual([1, 88_000n]);
  });

  test('two at once never pay an invoice twice', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => pay({ amount: '100.00' })));
    const done = all.filter(({ status }) => status === 201).length;
    for (const { status } of all) expect([201, 409]).toContain(status);
    const { rows } = await database.owner.query(
      `select i.id from kontor.invoice i join kontor.payment_allocation a on a.invoice_id = i.id
       group by i.id, i.amount_due_minor having sum(a.amount_minor) > i.amount_due_minor`,
    );
    expect(rows).toEqual([]);
    expect(await used()).toBe(100_000n - 10_000n * BigInt(done));
  });

  test('is recorded by the operator only', async () => {
    expect((await pay({}, {}, null)).status).toBe(401);
    for (const who of [asUser(world.partner, 'global_administrator'), asApp(world.partner)])
      expect((await pay({}, {}, who)).status).toBe(403);
    expect(await count('payment')).toBe(0);
  });

  test('stands in the list, latest first, page by page', async () => {
    for (const amount of ['1.00', '2.00', '3.00']) await pay({ amount });
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Json = (
        await send('GET', `/payments?partnerId=${world.partner.id}&limit=2${next && `&cursor=${next}`}`)
      ).json;
      seen.push(...page.items.map((item: Json) => item.amount));
      next = page.next;
    }
    expect(seen).toEqual(['3.00', '2.00', '1.00']);
    expect((await send('GET', '/payments')).json.items).toHaveLength(3);
    expect((await send('GET', `/payments?partnerId=${world.stranger.id}`)).json.items).toEqual([]);
    expect((await send('GET', '/payments?partnerId=nobody')).status).toBe(404);
    expect((await send('GET', '/payments?cursor=x')).json.code).toBe('cursor.invalid');
  });
});

describe('a bank statement', () => {
  const header = 'date,amount,currency,reference,counterparty\n';
  const upload = (text: string, query = '', who?: Principal | null) =>
    send('POST', `/bank-imports${query}`, text, who, { 'content-type': 'text/csv' });

  test('pays by number of invoice, by partner, and leaves the rest to a person', async () => {
    const text = `${header}2026-11-20,50.00,EUR,Rechnung G000000003,whoever
2026-11-20,130.00,EUR,thanks,ANADOLU YAZILIM
2026-11-21,10.00,EUR,no idea,Somebody Else
2026-11-21,-4.50,EUR,fees,The Bank
`;
    const { status, json } = await upload(text, '?fileName=november.csv');
    expect(status).toBe(201);
    expect(json).toMatchObject({
      fileName: 'november.csv',
      rows: 4,
      matched: 2,
      duplicates: 0,
      unmatched: 2,
    });
    expect(json.lines).toMatchObject([
      { line: 2, status: 'matched', partnerId: world.partner.id, partnerName: world.partner.name },
      { line: 3, status: 'matched' },
      { line: 4, status: 'unmatched', reason: 'unknown', amount: '10.00' },
      { line: 5, status: 'unmatched', reason: 'not_incoming', amount: '-4.50' },
    ]);
    expect(await used()).toBe(100_000n - 18_000n);
    const { json: list } = await send('GET', '/payments');
    const byReference = new Map(list.items.map((item: Json) => [item.reference, item.allocations]));
    expect(byReference.get('Rechnung G000000003')).toEqual([{ invoiceId: 'G000000003', amount: '50.00' }]);
    expect(byReference.get('thanks')).toEqual([
      { invoiceId: 'G000000001', amount: '100.00' },
      { invoiceId: 'G000000002', amount: '30.00' },
    ]);
    expect((await send('GET', `/bank-imports/${json.id}`)).json).toEqual(json);
    const { lines: _, ...summary } = json;
    expect((await send('GET', '/bank-imports')).json).toEqual({ items: [summary], next: null });
  });

  test('read twice pays once, also where it overlaps with the next', async () => {
    const line = '2026-11-20,50.00,EUR,G000000001,x\n';
    expect((await upload(header + line + line)).json).toMatchObject({ matched: 2, duplicates: 0 });
    expect((await upload(header + line + line)).json).toMatchObject({ matched: 0, duplicates: 2 });
    const next = await upload(`${header}${line}${line}${line}2026-11-21,50.00,EUR,G000000001,x\n`);
    expect(next.json).toMatchObject({ matched: 2, duplicates: 2 });
    expect(next.json.lines.map((each: Json) => each.status)).toEqual([
      'duplicate',
      'duplicate',
      'matched',
      'matched',
    ]);
    expect([await count('payment'), await used()]).toEqual([4, 80_000n]);
  });

  test('sent twice at once pays once', async () => {
    const text = `${header}2026-11-20,50.00,EUR,G000000001,x\n2026-11-20,20.00,EUR,G000000002,x\n`;
    const all = await Promise.all([upload(text), upload(text), upload(text)]);
    for (const { status } of all) expect([201, 409]).toContain(status);
    expect([await count('payment'), await used()]).toEqual([2, 93_000n]);
  });

  test('with a bad row imports nothing and names every bad cell', async () => {
    const { status, json } = await upload(
      `${header}2026-11-20,50.00,EUR,G000000001,x\n2026-13-01,1.005,EUR,a,b\n`,
    );
    expect([status, json.code]).toEqual([422, 'bank_import.invalid']);
    expect(json.errors).toMatchObject([
      { line: 3, column: 'date', path: 'lines.3.date' },
      { line: 3, column: 'amount', path: 'lines.3.amount' },
    ]);
    expect([await count('bank_import'), await count('payment')]).toEqual([0, 0]);
  });

  test('has semicolons and decimal commas where the bank writes so', async () => {
    const { json } = await upload(
      'date;amount;currency;reference;counterparty\n20.11.2026;1.050,00;EUR;G000000001;x\n',
      '?decimal=comma',
    );
    expect(json.lines).toMatchObject([{ amount: '1050.00', paidOn: '2026-11-20', status: 'matched' }]);
    expect(await balanceIn('EUR')).toMatchObject({ open: '250.00', creditBalance: '950.00' });
  });

  test('that is no UTF-8, no CSV or too large is refused', async () => {
    const latin = await app.inject({
      method: 'POST',
      url: '/kontor/v1/bank-imports',
      headers: { ...by(asOperator(world)), 'content-type': 'text/csv' },
      payload: Buffer.from('date,ü\n', 'latin1'),
    });
    expect([latin.statusCode, latin.json().code]).toEqual([422, 'bank_import.invalid']);
    expect((await send('POST', '/bank-imports', { a: 1 })).status).toBe(415);
    expect((await upload('x'.repeat(5_000_001))).json.code).toBe('request.too_large');
  });

  test('is imported by the operator only', async () => {
    expect((await upload(header, '', null)).status).toBe(401);
    expect((await upload(header, '', asUser(world.partner, 'billing_administrator'))).status).toBe(403);
  });

  test('has lines that a person assigns, once', async () => {
    const { json } = await upload(
      `${header}2026-11-21,10.00,EUR,no idea,Somebody\n2026-11-21,-4.50,EUR,fees,Bank\n`,
    );
    const assign = (line: number, partnerId: string = world.partner.id) =>
      send('POST', `/bank-imports/${json.id}/lines/${line}/assign`, { partnerId });
    expect((await assign(2, 'nobody')).status).toBe(404);
    expect((await assign(9)).status).toBe(404);
    const done = await assign(2);
    expect(done.json).toMatchObject({ status: 'matched', reason: '', partnerName: world.partner.name });
    expect((await send('GET', '/payments')).json.items).toMatchObject([
      {
        id: done.json.paymentId,
        method: 'bank',
        allocations: [{ invoiceId: 'G000000001', amount: '10.00' }],
      },
    ]);
    for (const line of [2, 3]) {
      const refused = await assign(line);
      expect([refused.status, refused.json.code]).toEqual([409, 'bank_line.not_open']);
    }
    expect((await send('GET', `/bank-imports/${json.id}`)).json).toMatchObject({ matched: 1, unmatched: 1 });
    expect(await used()).toBe(99_000n);
  });

  test('has lines that two people cannot assign at once, nor from two imports', async () => {
    const line = `${header}2026-11-21,10.00,EUR,no idea,Somebody\n`;
    const first = (await upload(line)).json;
    const second = (await upload(line)).json;
    expect(second).toMatchObject({ unmatched: 1, duplicates: 0 });
    const assign = (id: string, partnerId: string) =>
      send('POST', `/bank-imports/${id}/lines/2/assign`, { partnerId });
    const all = await Promise.all([
      assign(first.id, world.partner.id),
      assign(first.id, world.stranger.id),
      assign(second.id, world.partner.id),
      assign(second.id, world.stranger.id),
    ]);
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await count('payment')).toBe(1);
  });
});

describe('a credit limit', () => {
  const limit = (facts: object, who?: Principal | null) =>
    send('PUT', `/partners/${world.partner.id}/credit-limits`, facts, who);

  test('is set by the operator, tells what is used of it, and leaves a record', async () => {
    const { status, json } = await limit({ currency: 'EUR', limit: '900.00' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ currency: 'EUR', limit: '900.00', used: '1000.00', available: '0.00' });
    expect((await limit({ currency: 'EUR', limit: '1000.01' })).json.available).toBe('0.01');
    const { rows } = await database.owner.query(
      `select old_value, new_value from kontor.activity_pending where account_id = $1 order by at, id`,
      [world.partner.id],
    );
    expect(rows.map((row) => [row.old_value.limit, row.new_value.limit])).toEqual([
      ['1000000000.00', '900.00'],
      ['900.00', '1000.01'],
    ]);
    await limit({ currency: 'EUR', limit: '1000000000.00' });
  });

  test('in a new currency begins with what the rows say', async () => {
    await pay({ amount: '3.000', currency: 'OMR' });
    await database.owner.query(`delete from kontor.credit_limit where currency = 'OMR'`);
    expect((await limit({ currency: 'OMR', limit: '10.000' })).json).toMatchObject({
      used: '-3.000',
      available: '13.000',
    });
  });

  test('must be an amount of a currency, of a partner, by an operator', async () => {
    for (const facts of [
      { currency: 'EUR', limit: '-1.00' },
      { currency: 'EUR', limit: '1.001' },
      { currency: 'EUR', limit: 'much' },
      { currency: 'XXX', limit: '1' },
    ])
      expect((await limit(facts)).status).toBe(422);
    expect((await limit({ currency: 'EUR', limit: '1' }, null)).status).toBe(401);
    expect((await limit({ currency: 'EUR', limit: '1' }, asApp(world.partner))).status).toBe(403);
    expect(
      (await send('PUT', '/partners/nobody/credit-limits', { currency: 'EUR', limit: '1' })).status,
    ).toBe(404);
    expect((await send('GET', `/partners/${world.partner.id}/credit`)).json.items).toContainEqual(
      await balanceIn('EUR'),
    );
    expect((await send('GET', '/partners/nobody/credit')).status).toBe(404);
    expect(
      (await send('GET', `/partners/${world.partner.id}/credit`, undefined, asApp(world.partner))).status,
    ).toBe(403);
  });
});

describe('how a partner pays', () => {
  const path = () => `/partners/${world.partner.id}/payment-method`;
  const set = (body: object, who?: Principal | null) => send('PUT', path(), body, who);

  test('is set by the operator, and a reference stays until another is given', async () => {
    expect((await send('GET', path())).json).toEqual({ mode: 'on_account', reference: '' });
    const method = { mode: 'provider', reference: 'cus_1/pm_1' };
    expect((await set(method)).json).toEqual(method);
    expect((await set({ mode: 'on_account' })).json).toEqual({ ...method, mode: 'on_account' });
    expect((await send('GET', path())).json).toEqual({ ...method, mode: 'on_account' });
    const { rows } = await database.owner.query(
      'select old_value, new_value from kontor.activity_pending where account_id = $1 order by at, id',
      [world.partner.id],
    );
    expect(rows.map((row) => [row.old_value.mode, row.new_value.mode])).toEqual([
      ['on_account', 'provider'],
      ['provider', 'on_account'],
    ]);
    await set({ mode: 'on_account', reference: '' });
  });

  test('is nobody else’s matter, and nothing but one of the two ways', async () => {
    for (const who of [asUser(world.partner, 'global_administrator'), asApp(world.partner)]) {
      expect((await set({ mode: 'provider' }, who)).status).toBe(403);
      expect((await send('GET', path(), undefined, who)).status).toBe(403);
    }
    expect((await set({ mode: 'provider' }, null)).status).toBe(401);
    expect((await set({ mode: 'cash' })).status).toBe(422);
    expect((await send('PUT', '/partners/nobody/payment-method', { mode: 'provider' })).status).toBe(404);
    expect((await send('GET', '/partners/nobody/payment-method')).status).toBe(404);
  });

  test('set twice at once is one of the two', async () => {
    const all = await Promise.all([
      set({ mode: 'provider', reference: 'a' }),
      set({ mode: 'provider', reference: 'b' }),
    ]);
    for (const { status } of all) expect(status).toBe(200);
    expect(['a', 'b']).toContain((await send('GET', path())).json.reference);
    await set({ mode: 'on_account', reference: '' });
  });
});
