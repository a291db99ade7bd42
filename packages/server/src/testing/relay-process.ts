// Relays the events of a database and tells people of them, in a process of its own: so that a test can kill it.

import { startRelay } from '../events/relay-job.ts';
import { noticesConsumer } from '../notices/tell-people.ts';
import { realNow } from '../platform/clock.ts';
import { openPools } from '../platform/db/pools.ts';

const [, , databaseUrl = ''] = process.argv;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const pools = openPools({ databaseUrl, size: { app: 1, lookup: 1, system: 2 } });
startRelay({ pools, log: quiet }, [noticesConsumer({ realNow, publicUrl: 'https://kontor.example' })], 1);
console.log('ready');
