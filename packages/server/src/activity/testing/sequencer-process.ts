// Numbers what is written into a database, in a process of its own: so that a test can kill it.

import { realNow } from '../../platform/clock.ts';
import { openPools } from '../../platform/db/pools.ts';
import { openVault } from '../../platform/keys/vault.ts';
import { startSequencer } from '../sequence-job.ts';

const [, , databaseUrl = ''] = process.argv;
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const pools = openPools({ databaseUrl, size: { app: 1, lookup: 1, system: 2 } });
const vault = await openVault(pools.system, Buffer.alloc(32, 7));
startSequencer({ pools, vault, realNow, publicUrl: 'http://kontor.example', log }, 1);
// The job alone keeps no process running.
setInterval(() => {}, 60_000);
console.log('ready');
