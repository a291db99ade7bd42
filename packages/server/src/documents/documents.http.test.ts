import { partnerRoles } from '@kontor/domain/access/roles';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sequenceAll } from '../activity/sequence-activity.ts';
import { addRecord } from '../activity/testing/records.ts';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asCustomer, asOperator, asUser } from '../testing/world-people.ts';
import { registerDocumentsKontor } from './document-routes.ts';
import { brokenRules } from './testing/en16931-rules.ts';
import { exampleCases } from './testing/example-cases.ts';
import { date, type ExampleSeed, exampleDocument } from './testing/example-documents.ts';
import { readXml, textAt } from './testing/read-xml.ts';
import { storeDocument } from './testing/stored-documents.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;

const formats = ['pdf', 'ubl', 'csv', 'json'] as const;
const hostile = '#set page() ]]> "<b>" \u202e=cmd';

const numbered = (number: string, first: number, seed: ExampleSeed): ExampleSeed => ({
  ...seed,
  document: { ...seed.document, number },
  lines: seed.lines.map((line, index) => ({
    ...line,
    chargeId: `00000000-0000-4000-8000-${String(first + index).padStart(12, '0')}`,
  })),
});

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  const store = (number: string, first: number, seed: ExampleSeed, accountId = world.partner.id) =>
    storeDocument(database.system, accountId, exampleDocument(numbered(number, first, seed)));
  await store('G000000001', 100, {
    ...exampleCases.standard,
    document: { period: '2026-10', issuedOn: date('2026-11-01') },
  });
  await store('G000000002', 200, {
    buyer: { language: 'tr', legalName: hostile },
    lines: [
      { price: '10.08', quantity: 10 },
      {
        ...exampleCases.creditNote.lines[0],
        creditsChargeId: '00000000-0000-4000-8000-000000000100',
        customerName: hostile,
      },
    ],
  });
  await store('G000000003', 300, { currency: 'KWD', lines: [{ price: '98.765', rate: 500 }] });
  await store('G000000004', 400, exampleCases.yen);
  await store('G000000005', 500, exampleCases.creditNote);
  const many = Array.from({ length: 1001 }, (_, index) => ({
    price: '1.00',
    customerId: `00000000-0000-4000-8000-0000000000${index % 2}0`,
    customerName: `Customer ${index % 2}`,
  }));
  await store('G000000006', 10_000, { lines: many });
  await store('G000000009', 100, exampleCases.standard, world.stranger.id);
  app = await testApp({
    pools: database,
    world,
    register: ({ app: routes, kontor }) => registerDocumentsKontor(routes, kontor),
  });
});

afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

const get = async (
  path: string,
  who: Principal | undefined = asUser(world.partner, 'billing_administrator'),
  headers: Record<string, string> = {},
) => {
  const response = await app.inject({
    url: `/kontor/v1/invoices/${path}`,
    headers: { ...(who ? by(who) : {}), ...headers },
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    body: response.body,
    raw: response.rawPayload,
  };
};
const codeOf = ({ body }: { readonly body: string }): string => JSON.parse(body).code;

describe('who may have a document', () => {
  test('nobody without signing in', async () => {
    const response = await app.inject({ url: '/kontor/v1/invoices/G000000001/documents/csv' });
    expect(response.statusCode).toBe(401);
  });

  test('the roles that see invoices, an application, and the operator who names the partner', async () => {
    const allowed = ['billing_administrator', 'global_administrator', 'admin_agent'];
    for (const role of partnerRoles) {
      const { status } = await get('G000000001/documents/csv', asUser(world.partner, role));
      expect([role, status]).toEqual([role, allowed.includes(role) ? 200 : 403]);
    }
    expect((await get('G000000001/documents/csv', asApp(world.partner))).status).toBe(200);
    expect((await get('G000000001/documents/csv', asCustomer(world.partner.customers.DE!))).status).toBe(403);
    const named = `G000000001/documents/csv?partnerId=${world.partner.id}`;
    expect((await get(named, asOperator(world))).status).toBe(200);
    expect((await get('G000000001/documents/csv', asOperator(world))).status).toBe(404);
  });

  test('no stranger, for whom it does not exist, whatever account they name', async () => {
    const stranger = asUser(world.stranger, 'billing_administrator');
    for (const format of formats) {
      const theirs = await get(`G000000001/documents/${format}`, stranger);
      const missing = await get(`G999999999/documents/${format}`, stranger);
      expect([theirs.status, codeOf(theirs)]).toEqual([404, 'not_found']);
      expect({ ...JSON.parse(theirs.body), requestId: '' }).toEqual({
        ...JSON.parse(missing.body),
        requestId: '',
      });
    }
    const named = `G000000001/documents/csv?partnerId=${world.partner.id}`;
    expect((await get(named, stranger)).status).toBe(404);
  });
});

describe('a document as a file', () => {
  test.each([
    ['pdf', 'application/pdf', 'Invoice_G000000001.pdf'],
    ['ubl', 'application/xml; charset=utf-8', 'Invoice_G000000001.xml'],
    ['csv', 'text/csv; charset=utf-8', 'Invoice_G000000001.csv'],
    ['json', 'application/json; charset=utf-8', 'Invoice_G000000001.json'],
  ])('%s has its type and name', async (format, type, name) => {
    const { status, headers } = await get(`G000000001/documents/${format}`);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(type);
    expect(headers['content-disposition']).toBe(`attachment; filename="${name}"`);
    expect(headers['cache-control']).toBe('private, no-cache');
  });

  test.each(formats)('%s is the same bytes each time, and is not sent to who has it', async (format) => {
    const first = await get(`G000000002/documents/${format}`);
    const again = await get(`G000000002/documents/${format}`);
    expect(first.raw.equals(again.raw)).toBe(true);
    const tag = String(first.headers.etag);
    const known = await get(`G000000002/documents/${format}`, undefined, {
      'if-none-match': `"x", W/${tag}`,
    });
    expect([known.status, known.raw.length, known.headers.etag]).toEqual([304, 0, tag]);
    const other = await get(`G000000002/documents/${format}`, undefined, { 'if-none-match': '"x"' });
    expect(other.status).toBe(200);
  });

  test('has one tag a format, language and document', async () => {
    const tags = await Promise.all(
      [
        'G000000001/documents/csv',
        'G000000001/documents/pdf',
        'G000000001/documents/pdf?language=tr',
        'G000000002/documents/csv',
      ].map(async (path) => (await get(path)).headers.etag),
    );
    expect(new Set(tags).size).toBe(4);
  });

  test('speaks the buyer’s language unless another is asked for', async () => {
    const note = async (path: string) => textAt(readXml((await get(path)).body), 'cbc:Note');
    expect(await note('G000000002/documents/ubl')).toContain('Kasım 2026 dönemine ait fatura');
    expect(await note('G000000002/documents/ubl?language=en')).toContain('Invoice for November 2026');
    expect(await note('G000000001/documents/ubl')).toContain('Invoice for October 2026');
  });

  test('as UBL keeps the norm and names the document whose charge it gives back', async () => {
    const root = readXml((await get('G000000002/documents/ubl')).body);
    expect(brokenRules(root)).toEqual([]);
    expect(textAt(root, 'cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID')).toBe('G000000001');
    expect(textAt(root, 'cac:BillingReference/cac:InvoiceDocumentReference/cbc:IssueDate')).toBe(
      '2026-11-01',
    );
    expect(textAt(root, 'cac:AccountingCustomerParty/cac:Party/cac:PartyName/cbc:Name')).toBe(hostile);
    const note = readXml((await get('G000000005/documents/ubl')).body);
    expect([note.name, brokenRules(note)]).toEqual(['CreditNote', []]);
  });

  test('as CSV holds every line, and a byte order mark when asked', async () => {
    const { body } = await get('G000000006/documents/csv');
    expect(body.split('\r\n').length).toBe(1003);
    expect((await get('G000000002/documents/csv?bom=true')).raw.subarray(0, 3).toString('hex')).toBe(
      'efbbbf',
    );
  });

  test('as JSON has its decimals, for yen and dinar too', async () => {
    const amounts = async (number: string) => {
      const { net, tax, total, lines } = JSON.parse((await get(`${number}/documents/json`)).body);
      return [net, tax, total, lines.length];
    };
    expect(await amounts('G000000004')).toEqual(['78134', '7813', '85947', 2]);
    expect(await amounts('G000000003')).toEqual(['98.765', '4.938', '103.703', 1]);
    expect(await amounts('G000000006')).toEqual(['1001.00', '190.19', '1191.19', 1001]);
  });

  test('as PDF is made in both languages, and sums up what nobody would read', async () => {
    for (const path of [
      'G000000002/documents/pdf',
      'G000000003/documents/pdf?language=tr',
      'G000000005/documents/pdf',
    ]) {
      const { status, raw } = await get(path);
      expect([status, raw.subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    }
    const summary = await get('G000000006/documents/pdf');
    expect(summary.status).toBe(200);
    expect(summary.raw.length).toBeLessThan(80_000);
  });
});

describe('the checkpoint of the log', () => {
  test('is the last one signed a minute before the document was recorded, whatever is signed later', async () => {
    const services = { pools: database, vault: world.vault, realNow, publicUrl: 'http://kontor.example' };
    const headOf = async () => JSON.parse((await get('G000000001/documents/json')).body).logCheckpoint;
    expect(await headOf()).toBe(null);
    for (const age of ['61 seconds', '60 seconds', '59 seconds', '0 seconds']) {
      await addRecord(database.system, world.partner.id);
      await sequenceAll(services);
      await database.owner.query(
        `update kontor.activity_checkpoint set signed_at = i.recorded_at - $2::interval from kontor.invoice i
         where tree_id = $1 and i.account_id = $1 and i.id = 'G000000001'
           and size = (select max(size) from kontor.activity_checkpoint where tree_id = $1)`,
        [world.partner.id, age],
      );
    }
    const { rows } = await database.owner.query(
      'select root from kontor.activity_checkpoint where tree_id = $1 order by size',
      [world.partner.id],
    );
    const origin = `kontor.example/${world.partner.id}`;
    expect(await headOf()).toEqual({ origin, size: 2, root: rows[1].root.toString('base64') });
    await database.owner.query('delete from kontor.activity_checkpoint where tree_id = $1', [
      world.partner.id,
    ]);
  });
});

describe('what there is not', () => {
  test('an e-invoice in a currency with three decimals', async () => {
    const answer = await get('G000000003/documents/ubl');
    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'einvoice.not_available', reason: 'currency' });
  });

  test('a format or language that is not offered', async () => {
    for (const path of ['G000000001/documents/docx', 'G000000001/documents/pdf?language=fr']) {
      const answer = await get(path);
      expect([answer.status, codeOf(answer)]).toEqual([422, 'request.invalid']);
    }
  });

  test('a PDF while nothing can be rendered; the other formats are there all the same', async () => {
    const broken = await testApp({
      pools: database,
      world,
      register: ({ app: routes, kontor }) =>
        registerDocumentsKontor(routes, kontor, {
          render: async () => ({ accepted: false, refusal: { code: 'document.unavailable' } }),
          close: async () => {},
        }),
    });
    const headers = by(asUser(world.partner, 'billing_administrator'));
    const pdf = await broken.inject({ url: '/kontor/v1/invoices/G000000001/documents/pdf', headers });
    expect([pdf.statusCode, pdf.json().code]).toEqual([503, 'document.unavailable']);
    expect(Number(pdf.headers['retry-after'])).toBeGreaterThan(0);
    const csv = await broken.inject({ url: '/kontor/v1/invoices/G000000001/documents/csv', headers });
    expect(csv.statusCode).toBe(200);
    await broken.close();
  });
});

test('many ask at once, and each gets their own', async () => {
  const numbers = ['G000000001', 'G000000002', 'G000000004', 'G000000005'];
  const paths = numbers.flatMap((number) => formats.map((format) => `${number}/documents/${format}`));
  const answers = await Promise.all([...paths, ...paths].map((path) => get(path)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  answers.slice(paths.length).forEach((answer, index) => {
    expect(answer.raw.equals(answers[index]!.raw)).toBe(true);
  });
});
