// Imports keys from a file in a process of its own, whose memory is thereby the import's.
import { createReadStream } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { importKeys } from '@kontor/server/catalog/import-keys';
import { openPools } from '@kontor/server/platform/db/pools';
import { openVault } from '@kontor/server/platform/keys/vault';
import { answerCalls } from '../process-call.ts';

export type KeyImportCall = {
  readonly databaseUrl: string;
  readonly file: string;
  readonly masterKey: Uint8Array;
  readonly productId: string;
  readonly skuId: string;
};
export type KeysImported = {
  readonly seconds: number;
  readonly added: number;
  readonly megabytes: number;
  /** What a request in the same process waits for at the 99th percentile, and at most; ms. */
  readonly lag: { readonly p99: number; readonly most: number };
};

const importFile = async (call: KeyImportCall): Promise<KeysImported> => {
  const { databaseUrl, file, masterKey, productId, skuId } = call;
  const pools = openPools({ databaseUrl, size: { app: 1, lookup: 1, system: 2 } });
  try {
    const { system } = pools;
    const vault = await openVault(system, Buffer.from(masterKey));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const startedAt = performance.now();
    const target = { productId, skuId };
    const decision = await importKeys({ system, vault }, createReadStream(file), target, {
      record: () => [],
    });
    const seconds = (performance.now() - startedAt) / 1000;
    delay.disable();
    if (!decision.accepted) throw new Error(decision.refusal.code);
    const megabytes = process.resourceUsage().maxRSS / 1024;
    const lag = { p99: delay.percentile(99) / 1e6, most: delay.max / 1e6 };
    return { seconds, added: decision.value.added, megabytes, lag };
  } finally {
    await pools.close();
  }
};

answerCalls(importFile);
