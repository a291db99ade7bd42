// Imports keys from a file in a process of its own, whose memory is thereby the import's.
import { createReadStream } from 'node:fs';
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
export type KeysImported = { readonly seconds: number; readonly added: number; readonly megabytes: number };

const importFile = async (call: KeyImportCall): Promise<KeysImported> => {
  const { databaseUrl, file, masterKey, productId, skuId } = call;
  const pools = openPools({ databaseUrl, size: { app: 1, lookup: 1, system: 2 } });
  try {
    const { system } = pools;
    const vault = await openVault(system, Buffer.from(masterKey));
    const startedAt = performance.now();
    const target = { productId, skuId };
    const decision = await importKeys({ system, vault }, createReadStream(file), target, {
      record: () => [],
    });
    const seconds = (performance.now() - startedAt) / 1000;
    if (!decision.accepted) throw new Error(decision.refusal.code);
    const megabytes = process.resourceUsage().maxRSS / 1024;
    return { seconds, added: decision.value.added, megabytes };
  } finally {
    await pools.close();
  }
};

answerCalls(importFile);
