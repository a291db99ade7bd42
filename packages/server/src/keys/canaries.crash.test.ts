// The whole product as an operator runs it, with its log at its most talkative: a story from import to cancel, told
// through HTTP, killed in the middle; and afterwards every byte that it has left behind is looked at.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPool, type Pool } from '../platform/db/pools.ts';
import { findRunningDatabase } from '../platform/db/running-database.ts';
import { openKeyService } from '../platform/keys/open-key-service.ts';
import { openVault } from '../platform/keys/vault.ts';
import { type DemoFile, type DemoFilePerson, readDemoFile } from '../seed/demo-file.ts';
import { allRecords } from '../testing/all-records.ts';
import { sealedColumns } from './sealed-column-store.ts';
import { type Canary, canarySearch } from './testing/find-canaries.ts';
import { type KontorProcess, startCommand, startKontor } from './testing/kontor-process.ts';

let folder: string;
let dataDir: string;
let kontor: KontorProcess;
let demo: DemoFile;
let owner: Pool;
const env = () => ({ KONTOR_DATA_DIR: dataDir, KONTOR_SEED: 'demo', KONTOR_LOG_LEVEL: 'debug' });
const logFile = () => join(folder, 'kontor.log');

const start = async () => {
  kontor = await startKontor(logFile(), env(), kontor?.port);
  const url = await findRunningDatabase(dataDir);
  owner = openPool({ databaseUrl: url!, statementTimeoutMs: 120_000 }, null, 2);
};
const kill = async (signal: 'SIGTERM' | 'SIGKILL') => {
  await kontor.end(signal);
  await owner.end();
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontor-canaries-'));
  dataDir = join(folder, 'data');
  await start();
  demo = (await readDemoFile(dataDir))!;
}, 120_000);
afterAll(async () => {
  await kontor?.end('SIGTERM');
  await owner?.end().catch(() => undefined);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
type Json = any;

const canaries: Canary[] = [];
const plant = (name: string, text: string) => {
  canaries.push({ name: `${name} ${canaries.length}`, text });
  return text;
};
/** Answers that have no business to hold a secret, with what was asked. */
const answers: { readonly asked: string; readonly text: string }[] = [];

type Caller = { readonly token?: string; readonly cookie?: string; readonly csrf?: string };
type Asking = {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly secret?: boolean;
};

const ask = async (who: Caller, method: string, path: string, { body, headers, secret }: Asking = {}) => {
  const isText = typeof body === 'string';
  const answer = await fetch(`${kontor.baseUrl}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(who.token ? { authorization: `Bearer ${who.token}` } : {}),
      ...(who.cookie ? { cookie: who.cookie, 'x-kontor-csrf': who.csrf ?? '' } : {}),
      ...(body === undefined ? {} : { 'content-type': isText ? 'text/plain' : 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!secret) answers.push({ asked: `${method} ${path.split('?')[0]}`, text });
  const json: Json = /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined;
  return { status: answer.status, json, text, headers: answer.headers };
};
const own = (path: string) => `/kontor/v1${path}`;

type Partner = DemoFile['partners'][number];

const tokenOf = async (partner: Partner, { refreshToken }: DemoFilePerson): Promise<Caller> => {
  const answer = await fetch(`${kontor.baseUrl}/${partner.id}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
      ...{ client_id: partner.app.clientId, client_secret: partner.app.clientSecret },
    }),
  });
  const json: Json = await answer.json();
  if (json.refresh_token) plant('refresh token', json.refresh_token);
  return { token: plant('access token', json.access_token) };
};

const signIn = async (person: DemoFilePerson, portal: string): Promise<Caller> => {
  const { email, password, totpSecret } = person;
  const begun = await ask({}, 'POST', own('/session'), { body: { email, password, portal }, secret: true });
  expect(begun.json.state).toBe('code_required');
  const cookies = (headers: Headers) => headers.getSetCookie().map((line) => line.split(';', 1)[0]!);
  const code = new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate();
  const cookie = cookies(begun.headers).join('; ');
  const done = await ask({}, 'POST', own('/session/code'), {
    body: { code },
    headers: { cookie },
    secret: true,
  });
  expect(done.status).toBe(200);
  const session = cookies(done.headers).find((one) => one.startsWith('kontor_session='))!;
  plant('session', session.slice('kontor_session='.length));
  return { cookie: session, csrf: done.json.csrfToken };
};

const random = (length: number, letters: string) =>
  Array.from({ length }, () => letters[Math.floor(Math.random() * letters.length)]).join('');
const digitsKey = () => withCheckDigits(random(30, '0123456789'));
const letters = 'BCDFGHJKMPQRTVWXY2346789';

const products = {
  keyed: 'DG7GMGF0DWT5',
  grouped: 'DG7GMGF0DWBM',
  letters: 'DG7GMGF0DVT9',
  /** Made at checkout from now on, by a template. */
  made: 'DG7GMGF0DWSN',
} as const;

const offerOf = async (who: Caller, customerId: string, productId: string): Promise<Json> => {
  const { json } = await ask(who, 'GET', own(`/customers/${customerId}/products/${productId}`));
  const [offer] = json.skus[0].offers;
  return {
    catalogItemId: offer.catalogItemId,
    quantity: 1,
    billingCycle: 'one_time',
    termDuration: offer.termDuration,
  };
};

const buy = async (who: Caller, customerId: string, lines: readonly Json[]): Promise<string[]> => {
  const base = `/customers/${customerId}/carts`;
  const cart = await ask(who, 'POST', own(base), { body: { lines } });
  expect(cart.status, cart.text).toBe(201);
  const bought = await ask(who, 'POST', own(`${base}/${cart.json.id}/checkout`), {
    headers: { 'idempotency-key': cart.json.id },
  });
  expect(bought.status, bought.text).toBe(201);
  return bought.json.orders.map((order: Json) => order.id);
};

const activeSoftware = async (who: Caller, customerId: string): Promise<Json[]> => {
  const found = await ask(who, 'GET', own(`/customers/${customerId}/software?status=active&limit=100`));
  return found.json.items.filter((item: Json) => item.actions.getKeys.allowed);
};

const formOf = (item: Json) => {
  const { version, language, bitness } = item.fulfilments[0];
  return { version, language, bitness };
};

/** A link that shows the key once: looked at, opened, opened again, and one that is taken back. */
const sendKeyOnce = async (item: Json): Promise<void> => {
  const at = own(`/customers/${customerId}/software/${item.entitlementId}/reveal-links`);
  const make = async () => {
    const body = { ...formOf(item), recipient: 'Somebody' };
    const made = await ask(agent, 'POST', at, {
      body,
      secret: true,
      headers: { 'idempotency-key': 'a reveal link' },
    });
    expect(made.status, made.text).toBe(201);
    const { pathname } = new URL(made.json.url);
    plant('reveal link', pathname.split('/').at(-1)!);
    return { id: made.json.id, pathname };
  };
  const { pathname } = await make();
  await fetch(`${kontor.baseUrl}${pathname}`).then((page) => page.text());
  const opened = await fetch(`${kontor.baseUrl}${pathname}`, { method: 'POST' });
  expect(opened.status).toBe(200);
  const [shown] = (await opened.text()).replace(/<[^>]*>|\s/g, '').match(/\d{32}/) ?? [];
  if (shown) plant('shown key', shown);
  const again = await fetch(`${kontor.baseUrl}${pathname}`, { method: 'POST' });
  expect(again.status).toBe(410);
  answers.push({ asked: 'a reveal link twice', text: await again.text() });
  const { id } = await make();
  await ask(agent, 'DELETE', `${at}/${id}`);
  await ask(agent, 'GET', at);
};

/** A key that does not work gives way to another one; the old one is shown to nobody any more. */
const replaceKey = async (item: Json): Promise<void> => {
  const at = own(`/customers/${customerId}/software/${item.entitlementId}/keys`);
  const look = async () => (await ask(agent, 'POST', at, { body: formOf(item), secret: true })).json.keys[0];
  const bad = await look();
  plant('replaced key', bad.key);
  const reason = 'does_not_activate';
  const replaced = await ask(agent, 'POST', `${at}/${bad.position}/replacement`, { body: { reason } });
  expect(replaced.status, replaced.text).toBeLessThan(300);
  const good = await look();
  expect(good.key).not.toBe(bad.key);
  plant('shown key', good.key);
};

/** A device takes a place with the key, asks whether it holds, and gives it up. */
const workOffline = async (item: Json): Promise<void> => {
  const at = own(`/customers/${customerId}/software/${item.entitlementId}`);
  const shown = await ask(agent, 'POST', `${at}/keys`, { body: formOf(item), secret: true });
  const key = plant('shown key', shown.json.keys[0].key);
  const fingerprint = plant('fingerprint', `device-${random(30, letters)}`);
  const body = { key, fingerprint, name: 'A server' };
  const placed = await ask({}, 'POST', own('/licences/activations'), { body, secret: true });
  expect(placed.status, placed.text).toBe(201);
  const { licenceId, activationToken } = placed.json;
  plant('activation token', activationToken);
  await ask({}, 'POST', own('/licences/activations'), { body: { ...body, key: digitsKey() } });
  await ask({}, 'POST', own('/licences/validate'), { body: { key, fingerprint } });
  await ask({}, 'POST', own('/licences/validate'), { body: { licenceId, activationToken } });
  await ask(agent, 'GET', `${at}/activations`);
  await ask({}, 'POST', own('/licences/deactivations'), { body: { licenceId, activationToken } });
};

let partner: Partner;
let agent: Caller;
let customerId: string;

test('a story from import to cancel is told, and its secrets are planted', { timeout: 120_000 }, async () => {
  partner = demo.partners.find(({ sandbox }) => !sandbox)!;
  customerId = partner.customers.find(({ country }) => country === 'DE')!.id;
  const role = (name: string) => partner.users.find(({ roles }) => roles.includes(name))!;
  const people = [
    demo.operator,
    ...demo.partners.flatMap(({ users, customers }) => [
      ...users,
      ...customers.flatMap(({ admin, member }) => [admin, member]),
    ]),
  ];
  for (const person of people) {
    plant('password', person.password);
    plant('authenticator', person.totpSecret);
    if (person.refreshToken) plant('refresh token', person.refreshToken);
  }
  for (const { app } of demo.partners) plant('application secret', app.clientSecret);
  plant('master key', (await readFile(join(dataDir, 'master.key'), 'utf8')).trim());

  const operator = await signIn(demo.operator, 'operator');
  agent = await tokenOf(partner, role('admin_agent'));
  const manager = await tokenOf(partner, role('global_administrator'));
  const pools = [
    { path: `/key-pools/${products.keyed}/0001/keys`, keys: Array.from({ length: 40 }, digitsKey) },
    {
      path: `/key-pools/${products.letters}/0001/keys`,
      keys: Array.from({ length: 10 }, () => random(25, letters)),
    },
  ];
  for (const { path, keys } of pools) {
    for (const key of keys) plant('imported key', key);
    const damaged = keys.slice(0, 3).map((key) => plant('malformed key', `${key}${random(4, letters)}`));
    const text = [...keys, ...damaged, keys[0], 'short'].join('\n');
    const added = await ask(operator, 'POST', own(path), { body: text });
    expect([added.status, added.json.added], added.text).toEqual([201, keys.length]);
    const words = { 'idempotency-key': `again ${path}` };
    await ask(operator, 'POST', own(path), { body: text, headers: words });
    await ask(operator, 'POST', own(path), { body: text, headers: words });
    // Where they do not belong: the wrong pool, the wrong type, the wrong person, a body that is no JSON.
    await ask(operator, 'POST', own(path.replace('/0001/', '/9999/')), { body: text });
    await ask(operator, 'POST', own(path), { body: { keys } });
    await ask(manager, 'POST', own(path), { body: text });
    await ask(agent, 'POST', own(`/customers/${customerId}/carts`), {
      body: text,
      headers: { 'content-type': 'application/json' },
    });
  }
  const made = await ask(operator, 'POST', own('/partners'), {
    secret: true,
    headers: { 'idempotency-key': 'a new partner' },
    body: {
      ...{ name: 'Canary Trading', country: 'DE', application: { name: 'Tool' } },
      administrator: { email: 'canary@trading.example', name: 'Carla Canary' },
    },
  });
  expect(made.status, made.text).toBe(201);
  plant('new password', made.json.administrator.password);
  plant('new authenticator', made.json.administrator.totpSecret);
  plant('new application secret', made.json.application.clientSecret);

  const settings = own(`/key-pools/${products.made}/0001/settings`);
  const { json: keys } = await ask(operator, 'GET', settings);
  const template = { ...keys, source: 'generated', format: 'template', template: 'AAAAA-99999-XXXXX-XXXXX' };
  const set = await ask(operator, 'PUT', settings, { body: template });
  expect(set.status, set.text).toBe(200);
  const offers = await Promise.all(Object.values(products).map((id) => offerOf(agent, customerId, id)));
  for (let n = 0; n < 6; n += 1) for (const offer of offers) await buy(agent, customerId, [offer]);

  const items = await activeSoftware(agent, customerId);
  expect(items.length).toBeGreaterThanOrEqual(24);
  for (const item of items.slice(0, 8)) {
    const at = own(`/customers/${customerId}/software/${item.entitlementId}`);
    const headers = { 'idempotency-key': item.entitlementId };
    const shown = await ask(agent, 'POST', `${at}/keys`, { body: formOf(item), headers, secret: true });
    expect(shown.status, shown.text).toBe(200);
    const again = await ask(agent, 'POST', `${at}/keys`, { body: formOf(item), headers, secret: true });
    expect(again.json.keys).toEqual(shown.json.keys);
    for (const { key } of shown.json.keys) {
      plant('shown key', key);
      // Somebody pastes the key where it does not belong.
      await ask(agent, 'POST', `${at}/keys`, { body: { ...formOf(item), version: key, extra: key } });
      await ask(agent, 'GET', own(`/customers/${key}/software`));
      await ask(agent, 'GET', `/v1/customers/${customerId}/orders/${key}`);
    }
    for (const path of ['downloads', 'download-links']) {
      const link = await ask(agent, 'POST', `${at}/${path}`, { body: formOf(item), headers, secret: true });
      expect(link.status, link.text).toBe(201);
      const { pathname } = new URL(link.json.url);
      plant('link', pathname.split('/').at(-1)!);
      const part = await fetch(`${kontor.baseUrl}${pathname}`, { headers: { range: 'bytes=0-9' } });
      expect(part.status).toBe(206);
      await part.arrayBuffer();
    }
    await ask(agent, 'GET', `${at}/download-links`);
  }
  const [first, second, third] = items;
  const cancel = { orders: [{ orderId: first.orderId }], acknowledged: true };
  const headers = { 'idempotency-key': 'cancel' };
  const cancelled = [1, 2].map(() =>
    ask(agent, 'POST', own(`/customers/${customerId}/cancellations`), { body: cancel, headers }),
  );
  expect((await Promise.all(cancelled)).map(({ status }) => status)).toContain(200);
  await ask(agent, 'PATCH', `/v1/customers/${customerId}/orders/${second.orderId}`, {
    body: { status: 'cancelled' },
  });
  for (const item of [first, second, third]) {
    const path = own(`/customers/${customerId}/software/${item.entitlementId}/keys`);
    await ask(manager, 'POST', path, { body: formOf(item) });
    if (item !== third) await ask(agent, 'POST', path, { body: formOf(item) });
  }
  for (const { name, text } of canaries.filter(({ name }) => name.startsWith('link'))) {
    const gone = await fetch(`${kontor.baseUrl}/kontor/v1/downloads/${text}x`);
    answers.push({ asked: `a wrong ${name}`, text: await gone.text() });
  }
  await sendKeyOnce(items[4]);
  await replaceKey(items[5]);
  await workOffline(items.slice(4).find(({ productId }) => productId === products.grouped));
  const admin = await tokenOf(partner, partner.customers.find(({ id }) => id === customerId)!.admin);
  await ask(admin, 'GET', own('/my/software'));

  const endpoint = await ask(manager, 'POST', own('/webhook-endpoints'), {
    body: { url: 'https://hooks.example/kontor' },
    secret: true,
  });
  expect(endpoint.status).toBe(201);
  plant('webhook secret', endpoint.json.secret.replace(/^whsec_/, ''));
  await ask(manager, 'GET', own('/webhook-endpoints'));
  // Makes the key that signs callbacks, if there is none yet.
  await ask({}, 'GET', '/webhooks/v1/certificates/none.cer');

  const billing = await tokenOf(partner, role('billing_administrator'));
  const from = '2020-01-01';
  for (const [who, path] of [
    [manager, own('/activity?limit=500')],
    [manager, own('/activity?action=get_software_key')],
    [manager, '/v1/auditrecords?startDate=2026-01-01'],
    [billing, own('/invoices')],
    [billing, own('/balance')],
    [billing, own(`/statement?from=${from}`)],
    [billing, own(`/statement/export?from=${from}`)],
    [billing, '/v1/invoices'],
    [
      billing,
      '/v1/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=billinglineitems&currencycode=EUR',
    ],
    [agent, own(`/customers/${customerId}/software?status=all&limit=100`)],
    [agent, own(`/customers/${customerId}/orders`)],
    [agent, `/v1/customers/${customerId}/orders`],
    [agent, `/v1/customers/${customerId}/subscriptions`],
    [operator, own('/partners')],
    [operator, own('/activity?limit=500')],
    [operator, own('/sessions')],
    [{}, own('/openapi.json')],
    [{}, '/docs'],
    [{}, '/health'],
    [{}, '/nowhere/at/all'],
    [{}, own('/nowhere')],
    [{ token: 'nonsense' }, own('/customers')],
  ] as const)
    await ask(who, 'GET', path);
});

test('a server killed in the middle of looks leaves each on record or undone', {
  timeout: 240_000,
}, async () => {
  const replaced = await owner.query(
    'select entitlement_id as id from kontor.licence_key where replaced_at is not null',
  );
  const isReplaced = new Set(replaced.rows.map(({ id }) => id));
  const bought = (await activeSoftware(agent, customerId)).filter(
    (item) => !isReplaced.has(item.entitlementId),
  );
  const answered = new Map<string, { readonly key: string; readonly times: number }>();
  const path = (id: string) => own(`/customers/${customerId}/software/${id}/keys`);
  for (const afterMs of [15, 60, 200]) {
    let asked = 0;
    const storm = bought.map(async (item) => {
      for (let turn = 0; turn < 50; turn += 1) {
        asked += 1;
        const shown = await ask(agent, 'POST', path(item.entitlementId), {
          body: formOf(item),
          secret: true,
        });
        const [{ key }] = shown.json.keys;
        const before = answered.get(item.entitlementId);
        if (before) expect(key).toBe(before.key);
        answered.set(item.entitlementId, { key, times: (before?.times ?? 0) + 1 });
      }
    });
    const over = Promise.allSettled(storm);
    await pause(afterMs);
    await kill('SIGKILL');
    const outcomes = await over;
    expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
    expect(asked).toBeGreaterThan(0);
    await start();
    const { rows } = await owner.query(
      `select k.entitlement_id as id, k.first_shown_at is not null as shown, k.bound_to_tenant as bound,
         (select count(*)::int from ${allRecords} a
          where a.resource_id = k.entitlement_id::text and a.action = 'get_software_key') as looks
       from kontor.licence_key k where k.entitlement_id = any ($1) and k.revoked_at is null`,
      [bought.map(({ entitlementId }) => entitlementId)],
    );
    for (const { id, shown, bound, looks } of rows) {
      // Keys of our own making are bound from the start, the others by their first look.
      expect([id, shown, bound]).toEqual([id, looks > 0, looks > 0 || bound]);
      expect(looks).toBeGreaterThanOrEqual(answered.get(id)?.times ?? 0);
    }
  }
  for (const item of bought) {
    const shown = await ask(agent, 'POST', path(item.entitlementId), { body: formOf(item), secret: true });
    const [{ key }] = shown.json.keys;
    expect(answered.get(item.entitlementId)?.key ?? key).toBe(key);
    plant('shown key', key);
  }
});

test('the data key is changed under the running server, which goes on showing keys', {
  timeout: 120_000,
}, async () => {
  const [item] = await activeSoftware(agent, customerId);
  const path = own(`/customers/${customerId}/software/${item.entitlementId}/keys`);
  const look = async () => {
    const shown = await ask(agent, 'POST', path, { body: formOf(item), secret: true });
    expect(shown.status, shown.text).toBe(200);
    return shown.json.keys[0].key;
  };
  const key = await look();
  const command = startCommand(['keys', 'rotate'], env());
  let ended = false;
  const turning = command.ended.finally(() => {
    ended = true;
  });
  while (!ended) {
    expect(await look()).toBe(key);
    await pause(100);
  }
  const { code, said } = await turning;
  answers.push({ asked: 'kontor keys rotate', text: said });
  expect([code, said]).toEqual([0, expect.stringMatching(/rows sealed again, key \d+ retired/)]);
  expect(await look()).toBe(key);
  const operator = demo.operator;
  // Its authenticator secret is under the new key now. A code is good once, so that the next one is waited for.
  const usedStep = Math.floor(Date.now() / 30_000);
  while (Math.floor(Date.now() / 30_000) === usedStep) await pause(200);
  await signIn(operator, 'operator');
});

test('nothing that was left behind holds any of it', { timeout: 240_000 }, async () => {
  const vault = await openVault(owner, await openKeyService(dataDir, {}));
  const { rows } = await owner.query(
    `select id, ciphertext, data_key_id, bound_to_tenant, account_id, entitlement_id from kontor.licence_key`,
  );
  expect(rows.length).toBeGreaterThan(10_000);
  for (const [n, row] of rows.entries()) {
    // All that were sold, and one of twenty of the stock.
    if (row.entitlement_id === null && n % 20 !== 0) continue;
    const tenant = row.bound_to_tenant ? `${row.account_id}/${row.entitlement_id}` : 'installation';
    const place = { table: 'licence_key', row: row.id, tenant };
    plant('key', await vault.open(place, row.ciphertext, row.data_key_id));
  }
  for (const { table, column, id } of sealedColumns.filter(({ table }) => table.endsWith('signing_key'))) {
    const { rows: kept } = await owner.query(
      `select ${id.name} as id, ${column} as ciphertext, data_key_id from kontor.${table}`,
    );
    expect(kept.length).toBeGreaterThan(0);
    for (const row of kept) {
      const place = { table, row: row.id, tenant: 'installation' };
      const secret = await vault.open(place, row.ciphertext, row.data_key_id);
      plant('signing key', secret.startsWith('{') ? JSON.parse(secret).d : secret);
    }
  }
  const search = canarySearch(canaries);
  // What may stand in the open is found by the same search, which therefore reads what it is given.
  const { rows: titles } = await owner.query('select title from kontor.product where id = $1', [
    products.keyed,
  ]);
  const searchTitle = canarySearch([{ name: 'title', text: titles[0].title }]);
  const titleIn: string[] = [];

  const found: Record<string, readonly string[]> = {};
  const note = (where: string, bytes: Buffer) => {
    const names = search(bytes);
    if (names.length > 0) found[where] = names.slice(0, 10);
    if (searchTitle(bytes).length > 0) titleIn.push(where);
  };
  for (const { asked, text } of answers) note(`answer to ${asked}`, Buffer.from(text));

  const { rows: tables } = await owner.query(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  expect(tables.length).toBeGreaterThan(40);
  for (const { name } of tables) {
    const { rows: texts } = await owner.query(`select t::text as text from ${name} t`);
    note(`table ${name}`, Buffer.from(texts.map(({ text }) => text).join('\n')));
  }

  // As a backup copies them: tables, write-ahead log, the database's own log, uploaded files.
  await owner.query('checkpoint');
  await kill('SIGTERM');
  let bytes = 0;
  const ownFiles = new Set(['master.key', 'demo.json']);
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || ownFiles.has(entry.name)) continue;
    bytes += (await stat(path)).size;
    note(path.slice(dataDir.length + 1), await readFile(path));
  }
  expect(bytes).toBeGreaterThan(20_000_000);
  const log = await readFile(logFile());
  expect(log.length).toBeGreaterThan(10_000);
  note('log', log);
  expect(found).toEqual({});
  expect(titleIn).toContain('table kontor.product');
  expect(titleIn).toContainEqual(expect.stringMatching(/^answer to /));
  expect(titleIn).toContainEqual(expect.stringMatching(/^postgres\/pgdata\/base\//));
  expect(titleIn).toContainEqual(expect.stringMatching(/^postgres\/pgdata\/pg_wal\//));
  // These two are what a person keeps elsewhere.
  for (const name of ownFiles) expect(search(await readFile(join(dataDir, name))).length).toBeGreaterThan(0);
});
