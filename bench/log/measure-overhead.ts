import type { Figure } from '../figure.ts';
import { type LoadStage, onLoadStage } from '../load-stage.ts';
import { openRuns } from '../measure-scenario.ts';
import type { ReplayTemplate } from '../replay-template.ts';
import type { Measured } from '../report.ts';
import { median } from '../statistics.ts';

const connections = 8;
const rounds = 15;
const seconds = { round: 1.5, warmUp: 2 };
const recordStatement = 'activity.add';

/**
 * What being on record costs a purchase: the statements of a checkout as the product sends them, replayed with and
 * without the insert of the record, in turns. Nothing sequences meanwhile, which would take the same cores.
 */
export const measureOverhead = (directory: string, say: (line: string) => void): Promise<Measured> =>
  onLoadStage(directory, async (stage) => {
    await stage.server.stop();
    const faults: string[] = [];
    const silent = withoutRecord(stage.templates.checkout);
    if (silent.removed !== 1) faults.push(`log.overhead: ${silent.removed} records a checkout`);
    const recorded = await openRuns(stage, 'checkout');
    const unrecorded = await openRuns(
      { ...stage, templates: { ...stage.templates, checkout: silent.template } } satisfies LoadStage,
      'checkout',
    );
    const way = { connections, sync: 'batch' } as const;
    for (const runs of [recorded, unrecorded]) await runs.floor(way, seconds.warmUp);
    const withRecord: number[] = [];
    const withoutIt: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Whoever comes first in a round finds the other's checkpoints and vacuums: they take turns in that too.
      const first = round % 2 === 0;
      for (const isRecorded of [first, !first]) {
        const run = await (isRecorded ? recorded : unrecorded).floor(way, seconds.round);
        (isRecorded ? withRecord : withoutIt).push(run.perSecond);
      }
      say(
        `log.overhead: ${withRecord.at(-1)?.toFixed(0)} with its record, ${withoutIt.at(-1)?.toFixed(0)} without`,
      );
    }
    // Of each pair, which had the same moment of the machine, and not of all the one against all the other.
    const slower = median(withRecord.map((one, round) => (withoutIt[round] ?? one) / one));
    const figure: Figure = {
      name: 'log.overhead',
      value: (slower - 1) * 100,
      unit: '% of a checkout',
      floor: null,
      ratio: null,
      p50: null,
      p99: null,
    };
    return { figures: [figure], faults };
  });

const withoutRecord = (
  template: ReplayTemplate,
): { readonly template: ReplayTemplate; readonly removed: number } => {
  const all = template.batches.flat().filter(({ name }) => name === recordStatement);
  const batches = template.batches.map((batch) => batch.filter(({ name }) => name !== recordStatement));
  return { template: { ...template, batches }, removed: all.length };
};
