import { startPublishing } from './activity/publish-job.ts';
import { startRetention } from './activity/retention-job.ts';
import { startSequencer } from './activity/sequence-job.ts';
import { startWatch } from './activity/unusual-job.ts';
import { configFrom } from './config.ts';
import { startRelay } from './events/relay-job.ts';
import { startHousekeeping } from './housekeeping.ts';
import { startNotices } from './notices/notice-job.ts';
import { noticesConsumer } from './notices/tell-people.ts';
import { openServices } from './open-services.ts';
import { startCaptures } from './payments/capture-job.ts';
import { openProviders } from './payments/open-provider.ts';
import { createLog } from './platform/log.ts';
import { startMailing } from './platform/mail/start-mailing.ts';
import { startDueTick } from './sandbox/due-tick-job.ts';
import { startSupport } from './support/scan-job.ts';
import { webhooksConsumer } from './webhooks/queue-deliveries.ts';
import { startWebhooks } from './webhooks/webhook-job.ts';

// The log's numbers must not wait for long work of others.
const workerPools = { app: 1, lookup: 1, system: 4 };

const config = configFrom(process.env);
const log = createLog(config.logLevel);
const databaseUrl = config.databaseUrl;
if (databaseUrl === undefined) throw new Error('the worker needs DATABASE_URL');
// The embedded database's own address stands in DATABASE_URL here, but its master key is in the data directory.
if (process.env.KONTOR_EMBEDDED) delete process.env.DATABASE_URL;

const { services, close } = await openServices(config, databaseUrl, log, workerPools);
const providerOf = await openProviders(config);
const stops = [
  startDueTick(services),
  startHousekeeping(services),
  startSupport(services),
  startCaptures(services, providerOf),
  startSequencer(services),
  startRetention(services),
  startWatch(services, { file: config.countryDatabase }),
  startPublishing({ ...services, directory: config.checkpointDir }),
  await startMailing(services, config),
  startRelay(services, [noticesConsumer(services), webhooksConsumer(services)]),
  startWebhooks({ ...services, allowPrivate: config.webhooksAllowPrivate }),
  startNotices(services),
];

let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  await Promise.all(stops.map((end) => end()));
  await close();
  process.exit(0);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// The parent is gone without a word: nothing is left to work for.
process.on('disconnect', stop);
