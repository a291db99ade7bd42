import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { exportPriceSheet } from '../catalog/export-price-sheet.ts';
import type { Config } from '../config.ts';
import { seedDemo } from '../seed/seed-demo.ts';
import { isSeedWanted } from '../seed/seed-wanted.ts';
import type { Deed, Options } from './import-commands.ts';
import { terminalLog } from './terminal.ts';
import { InputRefused, UsageError } from './usage.ts';

export function exportPriceSheetCommand(versionText: string, options: Options): Deed {
  if (!/^[1-9]\d{0,8}$/.test(versionText)) throw new UsageError('VERSION is a whole number.');
  return async ({ services }) => {
    const decision = await exportPriceSheet(services.pools.system, Number(versionText));
    if (!decision.accepted) throw new InputRefused(`There is no price sheet version ${versionText}.`);
    if (options.out === undefined) {
      await pipeline(decision.value.bytes, process.stdout, { end: false });
      return '';
    }
    const handle = await open(options.out, 'wx').catch((error: Error) => {
      throw new InputRefused(`The file cannot be written: ${error.message}`);
    });
    await pipeline(decision.value.bytes, handle.createWriteStream());
    return `Price sheet version ${versionText} written to ${options.out}.`;
  };
}

export function seedDemoCommand(config: Config): Deed {
  return async ({ services }) => {
    if (!(await isSeedWanted({ ...config, seed: 'demo' }, services.pools))) {
      throw new InputRefused('The demo is made on an empty database only, and this one has data.');
    }
    await seedDemo({ services, dataDir: config.dataDir, log: terminalLog });
    return `The demo is there; its people and secrets are in ${config.dataDir}/demo.json.`;
  };
}
