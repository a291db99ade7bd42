import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openVault } from '@kontor/server/platform/keys/vault';
import {
  type BenchDatabase,
  type DurabilitySettings,
  readDurability,
  startBenchDatabase,
} from './bench-database.ts';
import { fetchTokens } from './bench-tokens.ts';
import { type CaptureApp, openCaptureApp } from './capture.ts';
import type { ScenarioName } from './figure.ts';
import type { FloorCall } from './floor.ts';
import { type KontorServer, startKontor } from './kontor-server.ts';
import type { LoadCall } from './load.ts';
import { type CalledProcess, startProcess } from './process-call.ts';
import { type ReplayTemplate, templateOf } from './replay-template.ts';
import type { Buyer, Subject } from './subject.ts';
import { openSupply, type Supply } from './supply.ts';
import type { Run } from './timed-run.ts';
import { addKeys, buildOffer } from './world-offer.ts';
import { type BenchPartner, buildPeople } from './world-people.ts';

/** Everything that the load figures are measured with. */
export type LoadStage = {
  readonly database: BenchDatabase;
  readonly durability: DurabilitySettings;
  readonly server: KontorServer;
  readonly partners: readonly BenchPartner[];
  readonly buyers: readonly Buyer[];
  readonly tokens: readonly string[];
  readonly supply: Supply;
  readonly templates: Readonly<Record<ScenarioName, ReplayTemplate>>;
  readonly load: CalledProcess<LoadCall, Run>;
  readonly floor: CalledProcess<FloorCall, Run>;
};

type Stop = () => unknown;

/** Sets the stage, plays on it and takes it down again, whatever happens. */
export const onLoadStage = async <T>(
  directory: string,
  play: (stage: LoadStage) => Promise<T>,
): Promise<T> => {
  const stops: Stop[] = [];
  try {
    return await play(await setStage(directory, stops));
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
};

const setStage = async (directory: string, stops: Stop[]): Promise<LoadStage> => {
  const database = await startBenchDatabase(directory);
  stops.push(database.stop);
  const durability = await readDurability(database.owner);
  const masterKey = randomBytes(32);
  const vault = await openVault(database.pools.system, masterKey);
  const partners = await buildPeople(database.owner);
  await buildOffer(database.owner);
  await addKeys(database.owner, vault, 10_000);
  const buyers = partners.map(({ people, clientId }) => ({ user: people[0] ?? '', client: clientId }));
  const app = await openCaptureApp(database.pools, vault, join(directory, 'files'));
  stops.push(app.close);
  const model = await captureCheckout(app, partners, buyers);
  const supply = openSupply(database.owner, vault, model.order, partners);
  const templates = { checkout: model.template, ...(await captureAfterwards(app, supply, buyers)) };
  // Connections opened before this would keep the plans of empty tables.
  await database.owner.query('vacuum analyze');
  const server = await startKontor({
    dataDir: join(directory, 'loaded'),
    logFile: join(directory, 'server.log'),
    env: {
      DATABASE_URL: database.url,
      KONTOR_MASTER_KEY: masterKey.toString('hex'),
      KONTOR_MASTER_KEY_FILE: '',
      KONTOR_SEED: 'none',
    },
  });
  stops.push(server.stop);
  const tokens = await fetchTokens(database.pools.system, server.port, partners);
  const load = startProcess<LoadCall, Run>(new URL('load.ts', import.meta.url));
  stops.push(load.end);
  const floor = startProcess<FloorCall, Run>(new URL('floor.ts', import.meta.url));
  stops.push(floor.end);
  return { database, durability, server, partners, buyers, tokens, supply, templates, load, floor };
};

// The first purchase finds an empty hint and empty tables: the second is captured.
const captureCheckout = async (
  app: CaptureApp,
  [partner]: readonly BenchPartner[],
  [buyer]: readonly Buyer[],
): Promise<{ readonly order: string; readonly template: ReplayTemplate }> => {
  const subject = partner?.customers[0];
  if (subject === undefined || buyer === undefined) throw new Error('there is somebody to buy for');
  const { answer } = await app.capture('checkout', subject, buyer);
  const { batches } = await app.capture('checkout', subject, buyer);
  return { order: answer.orders?.[0]?.id ?? '', template: templateOf(batches, { ...subject, ...buyer }) };
};

const captureAfterwards = async (
  app: CaptureApp,
  supply: Supply,
  [buyer]: readonly Buyer[],
): Promise<Record<'reveal' | 'cancel', ReplayTemplate>> => {
  const [[subject] = []] = await supply.purchases(2);
  if (subject === undefined || buyer === undefined) throw new Error('there is a purchase to look at');
  const capture = async (scenario: ScenarioName, purchase: Subject) =>
    templateOf((await app.capture(scenario, purchase, buyer)).batches, { ...purchase, ...buyer });
  // The first look binds the key to its tenant; those after it, which are most, are what is measured.
  await app.capture('reveal', subject, buyer);
  const reveal = await capture('reveal', subject);
  const cancel = await capture('cancel', subject);
  supply.use([1, 0]);
  return { reveal, cancel };
};
