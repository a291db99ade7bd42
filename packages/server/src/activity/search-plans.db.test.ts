import { instant } from '@kontor/domain/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureStatements, query } from '../platform/db/batch.ts';
import { encodeValue } from '../platform/db/encode-value.ts';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { jsonlPieces } from './export-pieces.ts';
import { readNumbersOf } from './export-store.ts';
import { askedOf, findRecords, type LogReader } from './find-records.ts';
import type { ActivityQuestion } from './read-activity-store.ts';

let database: TestDatabase;
let world: World;
let reader: LogReader;
const customer = newUuid();
const months = 30;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  const { id } = world.partner;
  reader = { pool: database.app, scope: { tenant: id }, accountId: id };
  await database.owner.query(
    `select kontor.open_activity_month(m::date) from generate_series(date '2024-01-01', date '2026-06-01', '1 month') m`,
  );
  // A customer, a person and an act in a hundred records each, and other things in the rest.
  await database.owner.query(
    `insert into kontor.activity (account_id, leaf_index, id, at, recorded_at, action, outcome, resource_type, resource_id,
       customer_id, actor_id, subject_id, leaf, personal)
     select $1, n, gen_random_uuid(), at, at, case n % 100 when 0 then 'sign_in' else 'create_order' end, 'succeeded', 'order',
       'thing' || n / 3, case n % 100 when 1 then $2::uuid else md5((n % 97)::text)::uuid end, md5((n % 89)::text)::uuid,
       md5((n % 89)::text)::uuid, '{"v":1,"recordedAt":"2026-01-01T00:00:00.000Z","text":"' || repeat('x', 400) || n || '"}', '{"/user/name":"somebody"}'
     from generate_series(0, $3::int * 1000 - 1) n,
       lateral (select timestamptz '2024-01-01Z' + n * interval '43 minutes' as at) t`,
    [id, customer, months],
  );
  await database.owner.query(
    `insert into kontor.activity_name (account_id, actor_id, name) select $1, md5(n::text)::uuid, 'agent' || n || '@' from generate_series(0, 88) n`,
    [id],
  );
  await database.owner.query('analyze kontor.activity, kontor.activity_name');
}, 60_000);
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});

const month = { from: instant(Date.UTC(2025, 4, 3)), to: instant(Date.UTC(2025, 5, 3)) };
const nothing: ActivityQuestion = {
  ...month,
  actions: null,
  resourceTypes: null,
  resourceId: null,
  customerId: null,
  customerName: null,
  user: null,
  outcome: null,
  text: null,
};

/** The plans of the numbered log's statements, as the pool's own connections make them: once, for any values. */
const plansOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const sent: Statement[] = [];
  captureStatements((_role, statements) => sent.push(...statements));
  try {
    await work();
  } finally {
    captureStatements(undefined);
  }
  const client = await database.app.connect();
  const plans: string[] = [];
  try {
    await client.query('begin');
    await client.query("select set_config('app.tenant', $1, true)", [reader.accountId]);
    for (const [index, { text, values }] of sent
      .filter(({ text }) => text.includes('kontor.activity a'))
      .entries()) {
      await client.query(`prepare plan_${index} as ${text}`);
      const literals = values
        .map(encodeValue)
        .map((value) => (value === null ? 'null' : client.escapeLiteral(String(value))));
      const { rows } = await client.query(
        `explain (analyze, costs off, timing off, buffers off) execute plan_${index}(${literals.join(',')})`,
      );
      await client.query(`deallocate plan_${index}`);
      plans.push(rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n'));
    }
  } finally {
    await client.query('rollback');
    client.release();
  }
  return plans;
};

describe('a page of the log', () => {
  const questions: [string, Partial<ActivityQuestion>, string][] = [
    ['by date', {}, 'account_id_at_id_idx'],
    ['of a customer', { customerId: customer }, 'account_id_customer_id_at_id_idx'],
    ['of a person', { user: 'agent17@' }, 'account_id_actor_id_at_id_idx'],
    ['of many people', { user: 'agent' }, 'account_id_actor_id_at_id_idx'],
    ['of an act', { actions: ['sign_in'] }, 'account_id_action_at_id_idx'],
    ['of a thing', { resourceId: 'thing5000' }, 'account_id_resource_id_at_id_idx'],
    ['of what was refused', { outcome: 'refused' }, 'account_id_at_id_idx1'],
    [
      'of a customer and an act',
      { customerId: customer, actions: ['sign_in'] },
      'account_id_customer_id_at_id_idx',
    ],
    ['of words', { text: 'zebra' }, 'account_id_at_id_idx'],
  ];

  test.each(questions)('%s goes along its index, in the months asked for', async (_name, question, index) => {
    const plans = await plansOf(() =>
      findRecords(reader, { ...nothing, ...question }, { after: null, limit: 50 }),
    );
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) {
      expect(plan).not.toMatch(/Seq Scan on activity_\d/);
      expect(plan).toContain(`using activity_202505_${index}`);
      expect(plan).toMatch(new RegExp(`Subplans Removed: ${months - 2}`));
    }
  });
});

test('the numbers between which an export lies are found without reading what lies between', async () => {
  const plans = await plansOf(() =>
    query(reader.pool, reader.scope, readNumbersOf(reader.accountId, nothing)),
  );
  expect(plans).toHaveLength(1);
  expect(plans[0]).not.toMatch(/Seq Scan on activity_\d/);
  expect(plans[0]).not.toContain('Sort Method');
  expect(plans[0]).toContain('leaf_index_idx');
});

test('an export goes along the numbers', async () => {
  const asked = await askedOf(reader, nothing);
  const plans = await plansOf(async () => {
    for await (const piece of jsonlPieces({ reader, asked, begin: 16_000, end: 18_000 }))
      expect(piece).not.toBe('');
  });
  expect(plans).toHaveLength(2);
  for (const plan of plans) {
    expect(plan).not.toMatch(/Seq Scan on activity_\d/);
    expect(plan).toContain('leaf_index_idx');
  }
});
