import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asOperator, asUser } from '../packages/server/src/testing/world-people.ts';
import { type Installation, type Json, openInstallation } from './installation.ts';
import { buy } from './selling.ts';

// A key exists in clear in the answer that shows it and nowhere else; the token of a link is kept as a hash.

let kontor: Installation;
beforeAll(async () => {
  kontor = await openInstallation({ keys: 0 });
});
afterAll(() => kontor?.close());

type Column = { table_name: string; column_name: string };

/** Every column of every schema that could hold a text, searched as text and as bytes. */
const placesOf = async (secret: string): Promise<string[]> => {
  const columns: Column[] = await kontor.sql(
    `select format('%I.%I', table_schema, table_name) as table_name, quote_ident(column_name) as column_name
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  expect(columns.length).toBeGreaterThan(200);
  const found: string[] = [];
  for (const { table_name, column_name } of columns) {
    const [{ n }] = await kontor.sql(
      `select count(*)::int as n from ${table_name}
       where ${column_name}::text like '%' || $1::text || '%'
          or ${column_name}::text like '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%'
          or ${column_name}::text like '%' || encode(convert_to($1, 'UTF8'), 'base64') || '%'`,
      [secret],
    );
    if (n > 0) found.push(`${table_name}.${column_name}`);
  }
  return found;
};

test('the search finds what is there', async () => {
  expect(await placesOf('Windows Server Standard subscription, 16 cores')).toContain('kontor.sku.title');
});

test('no key, link or download token is written anywhere from import to cancel', async () => {
  const { partner, catalog } = kontor.world;
  const agent = asUser(partner, 'admin_agent');
  const operator = asOperator(kontor.world);
  const customerId = partner.customers.DE!.id;
  const own = `/kontor/v1/customers/${customerId}`;
  const imported = ['1', '2', '3'].map((digit) => withCheckDigits(digit.repeat(30)));
  const damaged = `${imported[0]!.slice(0, 31)}${imported[0]!.endsWith('0') ? '1' : '0'}`;
  const answers: string[] = [];
  const say = async (...request: Parameters<Installation['as']>) => {
    const answer = await kontor.as(...request);
    answers.push(answer.text);
    return answer;
  };

  const pool = `/kontor/v1/key-pools/${catalog.subscription.DE!.productId}/0001/keys`;
  const text = `${[...imported, imported[1], damaged].join('\n')}\n`;
  const added = await say(operator, 'POST', pool, text, { 'content-type': 'text/plain' });
  expect([added.status, added.json.added]).toEqual([201, 3]);

  const sale = { kontor, who: agent, customerId };
  const bought = [
    ...(await buy(sale, [{ offer: catalog.subscription.DE! }])),
    ...(await buy(sale, [{ offer: catalog.perpetual.DE! }])),
  ];
  const software = await say(agent, 'GET', `${own}/software`);
  const keys: string[] = [];
  const tokens: string[] = [];
  for (const item of software.json.items as Json[]) {
    const { version, language, bitness } = item.fulfilments[0];
    const choice = { version, language, bitness };
    const at = `${own}/software/${item.entitlementId}`;
    const headers = { 'idempotency-key': item.entitlementId };
    const shown = await kontor.as(agent, 'POST', `${at}/keys`, choice, headers);
    keys.push(...shown.json.keys.map((each: Json) => each.key));
    for (const path of ['downloads', 'download-links']) {
      const link = await kontor.as(agent, 'POST', `${at}/${path}`, choice, headers);
      expect(link.status).toBe(201);
      tokens.push(new URL(link.json.url).pathname.split('/').at(-1)!);
      await kontor.send({
        method: 'GET',
        url: new URL(link.json.url).pathname,
        headers: { range: 'bytes=0-9' },
      });
    }
    await say(agent, 'POST', `${at}/keys`, { ...choice, version: 'none' });
  }
  expect(keys).toHaveLength(2);
  expect(imported).toContain(keys.find((key) => imported.includes(key)));
  expect(tokens).toHaveLength(4);

  const orders = bought.map((order) => ({ orderId: order.id }));
  await say(
    agent,
    'POST',
    `${own}/cancellations`,
    { orders, acknowledged: true },
    { 'idempotency-key': 'cancel' },
  );
  for (const item of software.json.items as Json[]) {
    const { version, language, bitness } = item.fulfilments[0];
    await say(agent, 'POST', `${own}/software/${item.entitlementId}/keys`, { version, language, bitness });
  }
  for (const token of tokens)
    answers.push((await kontor.send({ method: 'GET', url: `/kontor/v1/downloads/${token}` })).text);
  await say(agent, 'GET', `${own}/software`);
  await say(agent, 'GET', `${own}/orders/${bought[0].id}`);
  await say(asUser(partner, 'global_administrator'), 'GET', '/kontor/v1/activity');

  const log = kontor.log.join('\n');
  expect(log).toContain('/keys');
  for (const secret of [...new Set([...keys, ...imported, damaged, ...tokens])]) {
    expect(await placesOf(secret), 'in the database').toEqual([]);
    expect(log.includes(secret), 'in the log').toBe(false);
    expect(
      answers.filter((answer) => answer.includes(secret)),
      'in another answer',
    ).toEqual([]);
  }
});

test('a failure of the database while keys are shown tells neither log nor caller of them', async () => {
  const { partner, catalog } = kontor.world;
  const agent = asUser(partner, 'admin_agent');
  const customerId = partner.customers.DE!.id;
  const own = `/kontor/v1/customers/${customerId}`;
  const [order] = await buy({ kontor, who: agent, customerId }, [{ offer: catalog.perpetual.DE! }]);
  const { json } = await kontor.as(agent, 'GET', `${own}/software`);
  const item = json.items.find((each: Json) => each.orderId === order.id);
  const { version, language, bitness } = item.fulfilments[0];
  const reveal = () =>
    kontor.as(agent, 'POST', `${own}/software/${item.entitlementId}/keys`, { version, language, bitness });
  await kontor.sql('alter table kontor.activity_pending add constraint nothing check (false) not valid');
  const failed = await reveal();
  await kontor.sql('alter table kontor.activity_pending drop constraint nothing');
  expect([failed.status, failed.json.code]).toEqual([500, 'internal']);
  const shown = await reveal();
  const { key } = shown.json.keys[0];
  expect(kontor.log.some((line) => line.includes('request failed'))).toBe(true);
  expect(failed.text).not.toContain(key);
  expect(kontor.log.join('\n')).not.toContain(key);
  expect(failed.text).not.toMatch(/constraint|activity_pending|select|insert/i);
});
