// Takes the money that is waiting in a database, once, in a process of its own: so that a test can kill it.

import { captureSome } from '../payments/capture-job.ts';
import { createFakeProvider } from '../payments/fake-provider.ts';
import { realNow } from '../platform/clock.ts';
import { openPools } from '../platform/db/pools.ts';
import { openVault } from '../platform/keys/vault.ts';

const [, , databaseUrl = '', folder = ''] = process.argv;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const pools = openPools({ databaseUrl, size: { app: 1, lookup: 1, system: 2 } });
const vault = await openVault(pools.system, Buffer.alloc(32, 7));
const bank = createFakeProvider(folder);
console.log('ready');
await captureSome({ pools, vault, realNow, log: quiet }, () => bank);
await pools.close();
