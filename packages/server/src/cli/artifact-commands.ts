import { setArtifactPolicy } from '../catalog/artifact-policy.ts';
import { sweepArtifacts } from '../catalog/sweep-artifacts.ts';
import type { Deed, Options } from './import-commands.ts';
import { recordFromTerminal } from './open-kontor.ts';
import { UsageError } from './usage.ts';

const longestRetention = 3_650;

export function sweepArtifactsCommand(options: Options): Deed {
  const text = options['retention-days'];
  const days = text === undefined ? undefined : Number(text);
  if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= longestRetention))
    throw new UsageError(`--retention-days is a whole number from 1 to ${longestRetention}.`);
  return async ({ services }) => {
    const { pools, files } = services;
    if (days !== undefined)
      await setArtifactPolicy(pools.system, { retentionDays: days }, await recordFromTerminal(services));
    const { abandoned, removed } = await sweepArtifacts({ system: pools.system, files });
    return `${removed} files removed that nothing names any more, ${abandoned} abandoned uploads.`;
  };
}
