import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configFrom } from '../config.ts';
import { testDatabase } from '../testing/database.ts';
import { startSmtpServer } from '../testing/smtp-server.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { runCommand } from './run-command.ts';

let database: TestDatabase;
let directory: string;
beforeAll(async () => {
  database = await testDatabase();
  directory = await mkdtemp(join(tmpdir(), 'kontor-cli-'));
});
afterAll(async () => {
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});

const run = (...words: string[]) => runWith({}, ...words);
async function runWith(env: Readonly<Record<string, string>>, ...words: string[]) {
  const said = { out: '', err: '' };
  const config = () =>
    configFrom({ DATABASE_URL: database.databaseUrl, KONTOR_DATA_DIR: join(directory, 'data'), ...env });
  const code = await runCommand(words, config, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}
async function file(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

const header =
  'ProductTitle,ProductId,SkuId,SkuTitle,TermDuration,BillingPlan,Market,Currency,UnitPrice,EffectiveStartDate,' +
  'EffectiveEndDate,Segment';
const row = (price: string) =>
  `Server,CLIPRODUCT01,0001,One,P1Y,OneTime,DE,EUR,${price},1/1/2026 12:00:00 AM,,Commercial`;
const target = ['--product', 'CLIPRODUCT01', '--sku', '0001'];

describe('the command line', () => {
  test('takes in a price sheet, keys and an artifact, and gives the sheet back', async () => {
    const sheet = await file('sheet.csv', `${header}\r\n${row('10.08')}\r\n`);
    const imported = await run('import', 'price-sheet', sheet);
    expect(imported).toMatchObject({ code: 0, err: '' });
    const version = /version (\d+): 1 rows/.exec(imported.out)?.[1] ?? '';
    const out = join(directory, 'out.csv');
    expect(await run('export', 'price-sheet', version, '--out', out)).toMatchObject({ code: 0 });
    expect(await readFile(out)).toEqual(await readFile(sheet));
    const keys = [7n, 8n].map((n) => withCheckDigits(n.toString().padStart(30, '0')));
    const added = await run('import', 'keys', await file('keys.txt', keys.join('\n')), ...target);
    expect(added).toMatchObject({
      code: 0,
      out: '2 keys added, 0 known already, 0 waiting purchases served.\n',
    });
    const setup = await file('setup.iso', 'bytes');
    const form = ['--version', '2026', '--language', 'tr-TR', '--bitness', '64'];
    expect(await run('import', 'artifact', setup, ...target, ...form)).toMatchObject({ code: 0 });
    const wrong = ['--sha256', '0'.repeat(64)];
    expect(await run('import', 'artifact', setup, ...target, ...form, ...wrong)).toMatchObject({ code: 1 });
    expect(await run('artifacts', 'sweep', '--retention-days', '45')).toMatchObject({ code: 0 });
    expect(await run('artifacts', 'sweep', '--retention-days', '0')).toMatchObject({ code: 2 });
    const { rows } = await database.owner.query(
      `select new_value from kontor.activity_pending where action = 'set_artifact_retention'`,
    );
    expect(rows).toEqual([{ new_value: { retentionDays: 45 } }]);
  });

  test('names the bad rows of a sheet by line and column, and imports nothing', async () => {
    const sheet = await file('bad.csv', `${header}\n${row('10.08')}\n${row('1.234')}\n`);
    const refused = await run('import', 'price-sheet', sheet);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/nothing of it stays/);
    expect(refused.err).toMatch(/line 3, UnitPrice: /);
  });

  test('names bad key lines by number and never repeats a key', async () => {
    const wrong = `${withCheckDigits('9'.repeat(30)).slice(0, 31)}x`;
    const refused = await run('import', 'keys', await file('wrong.txt', `${wrong}\n`), ...target);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/line 1: /);
    expect(refused.err).not.toContain(wrong);
  });

  test('says what is in stock, sets what a SKU’s keys are and withdraws a batch', async () => {
    const sku = target;
    const withTemplate = ['--template', 'XXXX-XXXX', '--rule', 'activations', '--activations', '5'];
    const set = await run('pools', 'set', ...sku, ...withTemplate, '--threshold', '2');
    expect(set.code, set.err).toBe(0);
    expect(JSON.parse(set.out)).toMatchObject({
      format: 'template',
      template: 'XXXX-XXXX',
      quantity: { rule: 'activations', activationsPerUnit: 5 },
    });
    const added = await run('import', 'keys', await file('templates.txt', 'abcd 2345\nnot one\n'), ...sku);
    expect([added.code, added.out + added.err]).toEqual([1, expect.stringContaining('1 keys added')]);
    const [{ id }] = (
      await database.owner.query('select max(id) as id from kontor.key_import where added = 1')
    ).rows;
    expect((await run('pools', 'list')).out).toMatch(/^CLIPRODUCT01\t0001\tdefault\t\d+ free\t/m);
    expect(await run('pools', 'withdraw', String(id), ...sku)).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 keys withdrawn'),
    });
    const refused = await run('pools', 'set', ...sku, '--source', 'generated');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('template: could be guessed')]);
    expect(
      await run('pools', 'set', ...sku, '--format', 'digits_32', '--rule', 'per_purchase'),
    ).toMatchObject({
      code: 0,
    });
    expect(await run('pools', 'withdraw', '999999', ...sku)).toMatchObject({ code: 1 });
    expect(await run('pools', 'set', '--product', 'CLIPRODUCT01', '--sku', '9999')).toMatchObject({
      code: 1,
    });
    expect(await run('pools', 'set', ...sku, '--rule', 'some')).toMatchObject({ code: 2 });
  });

  test('takes in products', async () => {
    const product = { id: 'CLIPRODUCT02', title: 'Two', family: 'perpetual_software', type: 'Software' };
    const skus = [{ id: '0001', title: 'Two', keys: { source: 'generated' } }];
    const good = await file('products.jsonl', `${JSON.stringify({ ...product, skus })}\n`);
    expect(await run('import', 'products', good)).toMatchObject({
      code: 0,
      out: '1 products with 1 SKUs imported.\n',
    });
    const other = { ...product, family: 'software_plan', skus };
    const changed = await run('import', 'products', await file('changed.jsonl', JSON.stringify(other)));
    expect(changed).toMatchObject({ code: 1 });
    expect(changed.err).toMatch(/line 1, family: /);
    const strange = await run('import', 'products', await file('strange.jsonl', '{"id": 7}\nnope\n'));
    expect(strange.err).toMatch(/line 1, title: /);
    expect(strange.err).toMatch(/line 2: the line is not JSON/);
  });

  test.each([
    ['a file that is not there', ['import', 'price-sheet', '/nowhere/at/all.csv'], 1, /cannot be read/],
    ['a directory', ['import', 'price-sheet', '/'], 1, /is a directory/],
    [
      'an unknown product',
      ['import', 'keys', '/dev/null', '--product', 'NOSUCHTHING1', '--sku', '0001'],
      1,
      /no product/,
    ],
    ['an unknown version', ['export', 'price-sheet', '999'], 1, /no price sheet version 999/],
    ['a missing option', ['import', 'keys', '/dev/null', '--product', 'CLIPRODUCT01'], 2, /--sku is missing/],
    ['an unknown option', ['import', 'price-sheet', '/dev/null', '--colour', 'red'], 2, /colour/],
    ['an unknown command', ['paint', 'wall'], 2, /no command "paint wall"/],
    ['no file', ['import', 'products'], 2, /needs what it is to work on/],
    ['two files', ['import', 'products', 'a', 'b'], 2, /not 2/],
  ])('says what is wrong with %s', async (_, words, code, message) => {
    const refused = await run(...words);
    expect(refused.code).toBe(code);
    expect(refused.err).toMatch(message);
    expect(refused.err).not.toMatch(/\n {4}at /);
  });

  test('makes a sandbox account, lists it, moves its clock and deletes it', async () => {
    const partnerId = '8d6f6f39-3a5b-4b63-9a06-0d8d3f0c5b11';
    await database.owner.query(
      `insert into kontor.account (id, kind, name, country, domain)
       values ($1, 'partner', 'Terminal', 'DE', 'terminal.example')`,
      [partnerId],
    );
    const partner = ['--partner', partnerId];
    expect(await run('sandbox', 'list', ...partner)).toMatchObject({
      code: 0,
      out: 'There are no sandbox accounts.\n',
    });
    const made = await run('sandbox', 'create', ...partner, '--name', 'From here', '--seed');
    expect(made).toMatchObject({ code: 0, err: '' });
    const sandbox = JSON.parse(made.out);
    // Of its customers' markets Germany alone has something on sale: what was imported above.
    expect(sandbox).toMatchObject({ name: 'From here', sandbox: true, orders: 3 });
    expect(sandbox.customers.length).toBeGreaterThan(2);
    const moved = await run('sandbox', 'clock', sandbox.id, '--to', '2028-02-29');
    expect(moved).toMatchObject({ code: 0, out: 'The clock says 2028-02-29T00:00:00.000Z.\n' });
    expect((await run('sandbox', 'list', ...partner)).out).toMatch(
      new RegExp(`^${sandbox.id}  2028-02-29T00:\\S+  From here\\n$`),
    );
    expect(await run('sandbox', 'clock', sandbox.id, '--to', '2028-02-28')).toMatchObject({
      code: 1,
      err: 'A clock only moves forward.\n',
    });
    expect(await run('sandbox', 'create', '--partner', sandbox.id, '--name', 'Nested')).toMatchObject({
      code: 1,
      err: expect.stringContaining('has no sandbox accounts'),
    });
    expect(await run('sandbox', 'delete', sandbox.id)).toMatchObject({ code: 0 });
    for (const words of [
      ['delete', sandbox.id],
      ['clock', sandbox.id, '--advance', 'P1D'],
      ['delete', partnerId],
    ])
      expect(await run('sandbox', ...words)).toMatchObject({
        code: 1,
        err: 'There is no such sandbox account.\n',
      });
    const { rows } = await database.owner.query(
      `select action, application, person_name from kontor.activity_pending
       where account_id = $1 order by recorded_at`,
      [partnerId],
    );
    expect(rows).toEqual(
      ['create_sandbox', 'delete_sandbox'].map((action) => ({
        action,
        application: 'kontor command line',
        person_name: null,
      })),
    );
  });

  test.each([
    ['no partner', ['create', '--name', 'A'], /--partner is the id/],
    ['no name', ['create', '--partner', '8d6f6f39-3a5b-4b63-9a06-0d8d3f0c5b11'], /--name has 1 to 80/],
    ['a clock set in no way', ['clock', '8d6f6f39-3a5b-4b63-9a06-0d8d3f0c5b11'], /either --advance/],
    ['an id too many', ['list', 'x'], /takes options only/],
    ['something that is no id', ['delete', 'x'], /ID is the id of an account/],
  ])('needs of a sandbox command what it lacks: %s', async (_, words, message) => {
    const refused = await run('sandbox', ...words);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(message);
  });

  test('bills a month and holds it against its orders', async () => {
    expect(await run('billing', 'run', '--period', '2020-02')).toMatchObject({
      code: 0,
      out: '2020-02: 0 documents of 0 lines made, 0 held back for the operator.\n',
    });
    const clean = await run('billing', 'reconcile', '--period', '2020-02');
    expect([clean.code, JSON.parse(clean.out).unexplained]).toEqual([0, []]);
    expect(await run('billing', 'run', '--period', '2999-01')).toMatchObject({
      code: 1,
      err: expect.stringContaining('still goes on'),
    });
    expect(await run('billing', 'run', '--period', 'soon')).toMatchObject({ code: 2 });
    expect(
      await run('billing', 'run', '--period', '2020-02', '--partner', '00000000-0000-4000-8000-000000000000'),
    ).toMatchObject({ code: 1, err: expect.stringContaining('There is no partner') });
  });

  test('fails where a month has something that nothing explains', async () => {
    await database.owner.query(
      `insert into kontor.account (id, kind, name, country, domain) values ('11111111-1111-4111-8111-111111111111', 'partner', 'P', 'DE', 'p.example')`,
    );
    await database.owner.query(
      `insert into kontor.credit_limit values ('11111111-1111-4111-8111-111111111111', 'EUR', 100, 7)`,
    );
    expect(await run('billing', 'reconcile', '--period', '2020-02')).toMatchObject({
      code: 1,
      err: expect.stringContaining('exposure_adds_up'),
    });
    await database.owner.query('delete from kontor.credit_limit');
  });

  test('sends a mail to try the server, and says what it answered', async () => {
    const server = await startSmtpServer();
    const env = {
      KONTOR_SMTP_URL: `smtp://127.0.0.1:${server.settings.port}`,
      KONTOR_MAIL_FROM: 'Kontor <kontor@kontor.example>',
    };
    try {
      const sent = await runWith(env, 'mail', 'test', 'ada@findik.example');
      expect(sent).toMatchObject({
        code: 0,
        err: '',
        out: expect.stringContaining('took the mail to ada@findik.example'),
      });
      expect(server.received).toMatchObject([{ to: ['ada@findik.example'], from: 'kontor@kontor.example' }]);
      server.refuse = () => 550;
      const refused = await runWith(env, 'mail', 'test', 'ada@findik.example');
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('550') });
    } finally {
      await server.stop();
    }
    expect(await run('mail', 'test', 'ada@findik.example')).toMatchObject({
      code: 1,
      err: expect.stringContaining('KONTOR_SMTP_URL'),
    });
    expect(await run('mail', 'test', 'a@b.example, c@d.example')).toMatchObject({ code: 2 });
  });

  test('explains itself', async () => {
    expect(await run('help')).toMatchObject({ code: 0, out: expect.stringContaining('kontor import keys') });
    expect((await run()).code).toBe(2);
  });
});
