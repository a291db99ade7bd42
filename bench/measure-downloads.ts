import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { hashOfToken } from '@kontor/server/downloads/download-token';
import { followToken } from '@kontor/server/downloads/follow-link';
import { realNow } from '@kontor/server/platform/clock';
import { newToken } from '@kontor/server/platform/new-id';
import type { StoredFile } from '@kontor/server/platform/storage/file-store';
import { createFileStore } from '@kontor/server/platform/storage/files';
import { arrangePurchase } from '@kontor/server/testing/purchases';
import { buildWorld } from '@kontor/server/testing/world';
import { type BenchDatabase, startBenchDatabase } from './bench-database.ts';
import type { Figure } from './figure.ts';
import { type KontorServer, startKontor } from './kontor-server.ts';
import { type Nginx, startNginx } from './nginx-server.ts';
import { residentMegabytes } from './process-tree.ts';
import type { Measured } from './report.ts';
import { median } from './statistics.ts';
import { takeFile } from './take-file.ts';

const fileBytes = 1024 ** 3;
const rounds = 11;
const atOnce = 4;
const checks = 2_000;

type Stage = {
  readonly database: BenchDatabase;
  readonly server: KontorServer;
  readonly token: string;
  readonly file: StoredFile;
  readonly filesFolder: string;
};

/**
 * Bytes a second of a download of 1 GiB beside nginx with sendfile on the same file, in turns, medians; what the
 * server's memory grows by while four come at once; and what one check of a link takes, its look-up included.
 */
export const measureDownloads = async (directory: string, say: (line: string) => void): Promise<Measured> => {
  const folder = join(directory, 'downloads');
  const database = await startBenchDatabase(folder);
  try {
    const stage = await setStage(database, folder);
    try {
      const nginx = await startNginx(join(folder, 'nginx'), stage.filesFolder);
      if (nginx === undefined) say('downloads: there is no nginx here, so that nothing is compared with it');
      try {
        const [speed, memory, check] = [
          await measureSpeed(stage, nginx, say),
          await measureGrowth(stage),
          await measureCheck(stage),
        ];
        return {
          figures: [speed, memory, check].flatMap(({ figures }) => figures),
          faults: [speed, memory, check].flatMap(({ faults }) => faults),
        };
      } finally {
        await nginx?.stop();
      }
    } finally {
      await stage.server.stop();
    }
  } finally {
    await database.stop();
  }
};

// No two stretches alike, so that nothing on the way can be clever.
const noise = function* () {
  const block = randomBytes(1024 * 1024);
  for (let sent = 0; sent < fileBytes; sent += block.length) {
    block.writeUInt32LE(sent >>> 0, 0);
    yield Buffer.from(block);
  }
};

const setStage = async (database: BenchDatabase, folder: string): Promise<Stage> => {
  const world = await buildWorld(database.pools);
  const filesFolder = join(folder, 'data', 'files');
  const file = await createFileStore(filesFolder).put(Readable.from(noise()));
  const customer = world.partner.customers.DE;
  const offer = world.catalog.subscription.DE;
  if (customer === undefined || offer === undefined) throw new Error('the world sells in Germany');
  const { entitlementId } = await arrangePurchase(database.pools.system, { customer, offer, at: realNow() });
  await database.owner.query(
    `update kontor.artifact set size_bytes = $1, sha256 = $2, storage_key = $3
     where product_id = $4 and version = '2025' and language = 'en-US'`,
    [file.sizeBytes, file.sha256, file.storageKey, offer.productId],
  );
  const token = newToken();
  await database.owner.query(
    `insert into kontor.download_link (token_hash, account_id, customer_id, id, entitlement_id, product_id, sku_id,
       version, language, bitness, purpose, created_by, created_at, expires_at)
     select $1, account_id, customer_id, $2, id, product_id, sku_id, '2025', 'en-US', '64', 'link', $3, now(),
       now() + interval '7 days' from kontor.entitlement where id = $4`,
    [hashOfToken(token), randomUUID(), randomUUID(), entitlementId],
  );
  await world.dispose();
  await database.owner.query('vacuum analyze');
  const server = await startKontor({
    dataDir: join(folder, 'data'),
    logFile: join(folder, 'server.log'),
    env: {
      DATABASE_URL: database.url,
      // The key that the world's vault was opened with.
      KONTOR_MASTER_KEY: Buffer.alloc(32, 7).toString('hex'),
      KONTOR_MASTER_KEY_FILE: '',
      KONTOR_SEED: 'none',
      KONTOR_DOWNLOADS_PER_MINUTE_LINK: '1000000',
      KONTOR_DOWNLOADS_PER_MINUTE_PARTNER: '1000000',
    },
  });
  return { database, server, token, file, filesFolder };
};

const none = { floor: null, ratio: null, p50: null, p99: null };
const pathOf = ({ token }: Stage) => `/kontor/v1/downloads/${token}`;
const mebibytes = fileBytes / 1024 ** 2;

const measureSpeed = async (
  stage: Stage,
  nginx: Nginx | undefined,
  say: (line: string) => void,
): Promise<Measured> => {
  const key = stage.file.storageKey;
  const [ours, theirs]: [number[], number[]] = [[], []];
  const faults = new Set<string>();
  const take = async (port: number, path: string) => {
    const { seconds, bytes } = await takeFile(port, path);
    if (bytes !== fileBytes) faults.add(`a download of ${fileBytes} bytes came to ${bytes}`);
    return seconds;
  };
  // Both once unmeasured: the file is in the page cache, and the code is compiled.
  for (let round = 0; round <= rounds; round += 1) {
    const kontor = await take(stage.server.port, pathOf(stage));
    const beside = nginx && (await take(nginx.port, `/${key.slice(0, 2)}/${key}`));
    if (round === 0) continue;
    ours.push(kontor);
    if (beside !== undefined) theirs.push(beside);
    say(`downloads: ${kontor.toFixed(2)} s beside ${beside?.toFixed(2) ?? 'no nginx'}`);
  }
  const value = mebibytes / median(ours);
  const floor = theirs.length === 0 ? null : mebibytes / median(theirs);
  const ratio = floor === null ? null : value / floor;
  const speed: Figure = { ...none, name: 'download.1gib', value, unit: 'MiB/s', floor, ratio };
  return { figures: [speed], faults: [...faults] };
};

const measureGrowth = async (stage: Stage): Promise<Measured> => {
  const [server] = await stage.server.nodeProcesses();
  if (server === undefined) throw new Error('the server runs');
  const before = await residentMegabytes(server.pid);
  const ended = new AbortController();
  let most = before;
  const watching = (async () => {
    while (!ended.signal.aborted) {
      most = Math.max(most, await residentMegabytes(server.pid));
      await pause(20);
    }
  })();
  const taken = await Promise.all(
    Array.from({ length: atOnce }, () => takeFile(stage.server.port, pathOf(stage))),
  );
  ended.abort();
  await watching;
  const wrong = taken.filter(({ bytes }) => bytes !== fileBytes).length;
  return {
    figures: [{ ...none, name: 'download.memory', value: most - before, unit: 'MB' }],
    faults: wrong === 0 ? [] : [`${wrong} of ${atOnce} downloads at once were not whole`],
  };
};

/** In this process, one after the other: the look-up in the database, the decision, and whether the file is there. */
const measureCheck = async ({ database, token, filesFolder }: Stage): Promise<Measured> => {
  const services = {
    pools: database.pools,
    files: createFileStore(filesFolder),
    realNow,
  } as Parameters<typeof followToken>[0]; // all that following a link asks of it
  const times: number[] = [];
  let wrong = 0;
  for (let number = -checks / 4; number < checks; number += 1) {
    const startedAt = performance.now();
    const followed = await followToken(services, token);
    if (number >= 0) times.push(performance.now() - startedAt);
    if (!followed.accepted) wrong += 1;
  }
  const sorted = times.sort((one, other) => one - other);
  const p50 = sorted[Math.floor(checks / 2)] ?? 0;
  const p99 = sorted[Math.floor(checks * 0.99)] ?? 0;
  return {
    figures: [{ ...none, name: 'link.check', value: p50, unit: 'ms', p50, p99 }],
    faults: wrong === 0 ? [] : [`${wrong} checks of a link that works refused it`],
  };
};
