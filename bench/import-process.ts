// Imports a price sheet from a file in a process of its own, whose memory is thereby the import's.
import { createReadStream } from 'node:fs';
import { importPriceSheet } from '@kontor/server/catalog/import-price-sheet';
import { openPools } from '@kontor/server/platform/db/pools';
import { answerCalls } from './process-call.ts';

export type ImportCall = { readonly databaseUrl: string; readonly file: string };
export type Imported = { readonly seconds: number; readonly rows: number; readonly megabytes: number };

const importFile = async ({ databaseUrl, file }: ImportCall): Promise<Imported> => {
  const pools = openPools({ databaseUrl, size: { app: 1, lookup: 1, system: 2 } });
  try {
    const startedAt = performance.now();
    const decision = await importPriceSheet(pools.system, createReadStream(file), {
      view: 'software',
      importedBy: 'bench',
      record: () => [],
    });
    const seconds = (performance.now() - startedAt) / 1000;
    if (!decision.accepted) throw new Error(JSON.stringify(decision.refusal.errors.slice(0, 3)));
    const megabytes = process.resourceUsage().maxRSS / 1024;
    return { seconds, rows: decision.value.rows, megabytes };
  } finally {
    await pools.close();
  }
};

answerCalls(importFile);
