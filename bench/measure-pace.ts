import { countRows, mismatches } from './count-rows.ts';
import type { Figure } from './figure.ts';
import type { LoadStage } from './load-stage.ts';
import { openRuns } from './measure-scenario.ts';
import type { Measured } from './report.ts';
import { median } from './statistics.ts';

const perSecond = 200;
const rounds = 3;
const seconds = { round: 10, warmUp: 3 };

/** How long looks at keys take when 200 are asked for each second, whatever has become of the ones before. */
export const measurePace = async (stage: LoadStage, say: (line: string) => void): Promise<Measured> => {
  const before = await countRows(stage.database.owner);
  const arrangedBefore = stage.supply.arranged();
  const { paced, acknowledged } = await openRuns(stage, 'reveal');
  await paced(perSecond, seconds.warmUp);
  const runs = [];
  for (let round = 0; round < rounds; round += 1) {
    const run = await paced(perSecond, seconds.round);
    say(`reveal: ${perSecond} a second, p50 ${run.p50.toFixed(1)} ms, p99 ${run.p99.toFixed(1)} ms`);
    runs.push(run);
  }
  const arranged = Object.fromEntries(
    Object.entries(stage.supply.arranged()).map(([name, count]) => [
      name,
      count - (arrangedBefore[name] ?? 0),
    ]),
  );
  const after = await countRows(stage.database.owner);
  const p99 = median(runs.map((run) => run.p99));
  const figure: Figure = {
    name: `reveal.${perSecond}`,
    value: p99,
    unit: 'ms',
    floor: null,
    ratio: null,
    p50: median(runs.map((run) => run.p50)),
    p99,
  };
  return { figures: [figure], faults: mismatches('reveal', before, after, acknowledged(), arranged) };
};
