import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkLog } from '@kontor/server/activity/check-log';
import { sequenceAll } from '@kontor/server/activity/sequence-activity';
import { startSequencer } from '@kontor/server/activity/sequence-job';
import { realNow } from '@kontor/server/platform/clock';
import { openPools, type Pool } from '@kontor/server/platform/db/pools';
import { openVault } from '@kontor/server/platform/keys/vault';
import { startBenchDatabase } from '../bench-database.ts';
import type { Measured } from '../report.ts';
import { quantile } from '../statistics.ts';

const accounts = 20;
const backlog = 60_000;
const wantedPerSecond = 3_000;
const steadyMs = 15_000;
const sampleMs = 20;

/**
 * How fast waiting records get their numbers, and how long a record waits for its signed checkpoint while 3,000 are
 * written a second: by twenty accounts, each with its own customers and people.
 */
export const measureSequencing = async (
  directory: string,
  say: (line: string) => void,
): Promise<Measured> => {
  const folder = join(directory, 'sequencing');
  await mkdir(folder, { recursive: true });
  const database = await startBenchDatabase(folder);
  const pools = openPools({ databaseUrl: database.url, size: { app: 1, lookup: 1, system: 4 } });
  try {
    const vault = await openVault(pools.system, Buffer.alloc(32, 7));
    const services = { pools, vault, realNow, publicUrl: 'http://bench.example' };
    const ids = await arrangeAccounts(database.owner);
    await write(database.owner, ids, 4_000);
    await sequenceAll(services);
    await write(database.owner, ids, backlog);
    const startedAt = performance.now();
    await sequenceAll(services);
    const perSecond = (backlog * 1000) / (performance.now() - startedAt);
    say(`sequencing: ${Math.round(perSecond)} records/s of a backlog`);
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const stop = startSequencer({ ...services, log });
    const waits = await waitsUnderLoad(database.owner, ids);
    await stop();
    say(`sequencing: waits of ${Math.round(quantile(waits, 0.99))} ms at ${wantedPerSecond} a second`);
    return {
      figures: [
        figure('sequencing.rate', 'records/s', perSecond),
        {
          ...figure('sequencing.wait', 'ms', Math.max(...waits)),
          p50: quantile(waits, 0.5),
          p99: quantile(waits, 0.99),
        },
      ],
      faults: await faultsOf(pools.system, ids),
    };
  } finally {
    await pools.close();
    await database.stop();
  }
};

const figure = (name: string, unit: string, value: number) => ({
  name,
  unit,
  value,
  floor: null,
  ratio: null,
  p50: null,
  p99: null,
});

const arrangeAccounts = async (owner: Pool): Promise<string[]> => {
  const ids = Array.from({ length: accounts }, () => randomUUID());
  await owner.query(
    `insert into kontor.account (id, kind, name, country, domain)
     select id, 'partner', 'Bench', 'DE', id || '.example' from unnest($1::uuid[]) id`,
    [ids],
  );
  return ids;
};

/** Records such as looks at keys leave: with a person, an address and what was shown. */
const write = (owner: Pool, ids: readonly string[], count: number) =>
  owner.query(
    `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id, customer_id,
       customer_name, person_id, person_name, roles, address, request_id, correlation_id, details)
     select ($1::uuid[])[1 + n % $2], gen_random_uuid(), clock_timestamp(), 'get_software_key', 'succeeded', 'software_key',
       gen_random_uuid()::text, md5('customer' || n % 500)::uuid, 'Customer ' || n % 500, md5('person' || n % 100)::uuid,
       'agent' || n % 100 || '@bench.example', '{admin_agent}', '198.51.100.' || n % 250, gen_random_uuid()::text,
       gen_random_uuid()::text, jsonb_build_object('orderId', md5(n::text), 'version', '2025', 'language', 'en-US',
         'bitness', '64', 'productTitle', 'Windows Server 2025 Standard, 16 cores')
     from generate_series(1, $3::int) n`,
    [ids, accounts, count],
  );

/** Ages of the oldest record that waits, looked at every few milliseconds while records are written steadily. */
const waitsUnderLoad = async (owner: Pool, ids: readonly string[]): Promise<number[]> => {
  const waits: number[] = [];
  let writes = true;
  const sample = async () => {
    while (writes) {
      const { rows } = await owner.query<{ readonly ms: number }>(
        `select coalesce(extract(epoch from clock_timestamp() - min(recorded_at)) * 1000, 0)::float8 as ms
         from kontor.activity_pending`,
      );
      waits.push(rows[0]?.ms ?? 0);
      await pause(sampleMs);
    }
  };
  const sampling = sample();
  const startedAt = performance.now();
  for (let written = 0; performance.now() - startedAt < steadyMs; ) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * wantedPerSecond);
    if (due > written) await write(owner, ids, due - written);
    written = Math.max(written, due);
    await pause(10);
  }
  writes = false;
  await sampling;
  return waits;
};

/** Logs that do not agree with their trees. */
const faultsOf = async (system: Pool, ids: readonly string[]): Promise<string[]> => {
  const faults: string[] = [];
  for (const id of ids.slice(0, 3))
    for (const { fault, leafIndex } of (await checkLog(system, id))?.faults ?? [])
      faults.push(`record ${leafIndex} of ${id}: ${fault}`);
  return faults;
};
