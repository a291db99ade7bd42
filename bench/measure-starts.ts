import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figure.ts';
import { startKontor } from './kontor-server.ts';
import { median } from './statistics.ts';

const warmStarts = 3;
// What the first start on a fresh clone has to make: the built portal and the compiled form of the server.
const builtFiles = ['../packages/portal/dist', '../node_modules/.cache/kontor-compile'];

/** The first start with the demo, and the median of three more on the same data. */
export const measureStarts = async (
  directory: string,
  wanted: { readonly first: boolean; readonly warm: boolean },
): Promise<Figure[]> => {
  const options = {
    dataDir: join(directory, 'started'),
    logFile: join(directory, 'starts.log'),
    env: { KONTOR_SEED: 'demo', DATABASE_URL: '', KONTOR_MASTER_KEY: '', KONTOR_MASTER_KEY_FILE: '' },
  };
  const start = async (): Promise<number> => {
    const server = await startKontor(options);
    await server.stop();
    return server.startSeconds;
  };
  if (wanted.first)
    for (const path of builtFiles)
      await rm(fileURLToPath(new URL(path, import.meta.url)), { recursive: true, force: true });
  const first = await start();
  const figures: Figure[] = wanted.first ? [seconds('start.first', first)] : [];
  if (!wanted.warm) return figures;
  const warm: number[] = [];
  for (let round = 0; round < warmStarts; round += 1) warm.push(await start());
  return [...figures, seconds('start.warm', median(warm))];
};

const seconds = (name: string, value: number): Figure => ({
  name,
  value,
  unit: 's',
  floor: null,
  ratio: null,
  p50: null,
  p99: null,
});
