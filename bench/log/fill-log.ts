import type { Pool } from '@kontor/server/platform/db/pools';

export type LogWanted = {
  readonly accountId: string;
  /** Records that are there already. */
  readonly from: number;
  /** Records that shall be there. */
  readonly to: number;
  /** The last day, exclusive; the records are spread over the months before it. */
  readonly end: string;
  readonly months: number;
};

export const logCustomers = 1000;
export const logPeople = 200;
const batch = 250_000;

/**
 * Puts numbered records into a log as the sequencer would have placed them, evenly over the months: the same leaves
 * member for member, ids that begin with their time. Of hashes there are none, since no reader of records looks at one.
 */
export const fillLog = async (
  owner: Pool,
  wanted: LogWanted,
  say: (line: string) => void = () => undefined,
): Promise<void> => {
  const client = await owner.connect();
  try {
    await client.query('set statement_timeout = 0');
    await arrangeNames(client, wanted);
    const { accountId, from, to, end, months } = wanted;
    for (let first = from; first < to; first += batch) {
      const last = Math.min(first + batch, to) - 1;
      await client.query(insertText, [accountId, first, last, to - from, from, end, months]);
      if ((last + 1) % 1_000_000 === 0) say(`log: ${last + 1} records`);
    }
    await client.query('delete from kontor.activity_day where account_id = $1', [accountId]);
    await client.query(countText, [accountId]);
    await client.query('vacuum (analyze) kontor.activity');
    await client.query('analyze kontor.activity_day, kontor.activity_name, kontor.activity_customer_name');
  } finally {
    await client.query('reset statement_timeout');
    client.release();
  }
};

const arrangeNames = async (
  client: Pick<Pool, 'query'>,
  { accountId, end, months }: LogWanted,
): Promise<void> => {
  await client.query(
    `insert into kontor.account (id, kind, name, country, domain, currency, created_at)
     values ($1, 'partner', 'Log', 'DE', 'log.example', 'EUR', now()) on conflict do nothing`,
    [accountId],
  );
  await client.query(
    `select kontor.open_activity_month(m::date) from generate_series($1::date - make_interval(months => $2), $1::date, '1 month') m`,
    [end, months],
  );
  await client.query(
    `insert into kontor.activity_name (account_id, actor_id, name)
     select $1, ${person('n')}, 'agent' || n || '@log.example' from generate_series(0, $2::int - 1) n on conflict do nothing`,
    [accountId, logPeople],
  );
  await client.query(
    `insert into kontor.activity_customer_name (account_id, customer_id, name)
     select $1, ${customer('n')}, 'Customer ' || n from generate_series(0, $2::int - 1) n on conflict do nothing`,
    [accountId, logCustomers],
  );
};

const countText = `insert into kontor.activity_day (account_id, day, action, resource_type, customer_id, records)
  select account_id, at::date, action, resource_type, coalesce(customer_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), count(*)
  from kontor.activity where account_id = $1
  group by grouping sets ((account_id, at::date, action, resource_type, customer_id), (account_id, at::date, action, resource_type))`;

const hex = (number: string): string => `lpad(to_hex(${number}), 12, '0')`;
const person = (number: string): string => `('01900000-0000-7000-a000-' || ${hex(number)})::uuid`;
const customer = (number: string): string => `('01900000-0000-7000-9000-' || ${hex(number)})::uuid`;

/** The customer and the person of a number. */
export const customerOf = (number: number): string =>
  `01900000-0000-7000-9000-${number.toString(16).padStart(12, '0')}`;
export const personNameOf = (number: number): string => `agent${number}@log.example`;

const iso = (at: string): string => `to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const commitment = (word: string): string =>
  `'{"commitment":"' || encode(sha256(convert_to(${word}, 'UTF8')), 'base64') || '"}'`;

const insertText = `insert into kontor.activity (account_id, leaf_index, id, at, recorded_at, action, outcome, resource_type,
    resource_id, customer_id, actor_id, subject_id, about_id, leaf, personal)
  select account_id, leaf_index, id, at, at, action, 'succeeded', resource_type, resource_id, customer_id, actor_id, actor_id,
    null,
    '{"accountId":"' || account_id || '","action":"' || action || '","address":' || ${commitment("address || '/' || person")}
    || ',"application":null,"at":"' || ${iso('at')} || '","clientId":null,"correlationId":"' || request_id
    || '","customerId":"' || customer_id || '","customerName":"Customer ' || customer_number
    || '","details":{"bitness":"64","kind":"digits_32","language":"en-US","orderId":"' || md5(resource_id)
    || '","productTitle":"Windows Server 2025 Standard, 16 cores","version":"2025"},"id":"' || id
    || '","leafIndex":' || leaf_index || ',"newValue":null,"oldValue":null,"outcome":"succeeded","recordedAt":"' || ${iso('at')}
    || '","requestId":"' || request_id || '","resourceId":"' || resource_id || '","resourceType":"' || resource_type
    || '","roles":["admin_agent"],"user":{"id":"' || actor_id || '","name":' || ${commitment('person')} || '},"v":1}',
    jsonb_build_object('/user/name', person, '/address', address)
  from (
    select $1::uuid as account_id, n as leaf_index, s.at,
      (lpad(to_hex((extract(epoch from s.at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3)
        || '8' || substr(md5(n::text), 4, 15))::uuid as id,
      md5('request' || n)::uuid::text as request_id,
      (array['get_software_key', 'get_software_download_link', 'software_download', 'create_order', 'update_order',
        'sign_in', 'update_subscription', 'create_order', 'get_software_key', 'add_customer'])[1 + n % 10] as action,
      (array['software_key', 'software_download_link', 'software_download_link', 'order', 'order',
        'session', 'subscription', 'order', 'software_key', 'customer'])[1 + n % 10] as resource_type,
      md5('thing' || n / 5)::uuid::text as resource_id,
      n * 7919 % ${logCustomers} as customer_number, ${customer(`n * 7919 % ${logCustomers}`)} as customer_id,
      ${person(`n * 104729 % ${logPeople}`)} as actor_id,
      'agent' || n * 104729 % ${logPeople} || '@log.example' as person,
      '198.51.100.' || n % 250 as address
    from generate_series($2::bigint, $3::bigint) n
    cross join lateral (select date_trunc('milliseconds', $6::date - make_interval(months => $7)
      + ($6::date - ($6::date - make_interval(months => $7))) * ((n - $5::bigint)::double precision / $4::bigint)) at time zone 'UTC' as at) s
  ) r`;
