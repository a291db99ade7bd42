import {
  type ClientCount,
  clientCounts,
  type Figure,
  isWanted,
  type ScenarioName,
  scenarioNames,
} from './figure.ts';
import { type LoadStage, onLoadStage } from './load-stage.ts';
import { measureMemory } from './measure-memory.ts';
import { measurePace } from './measure-pace.ts';
import { measureScenario, type ScenarioResult } from './measure-scenario.ts';

export type LoadPlan = {
  readonly scenarios: ReadonlyMap<ScenarioName, readonly ClientCount[]>;
  /** Whether looks are timed at a fixed rate, too. */
  readonly pace: boolean;
  readonly memory: boolean;
};

export type LoadResult = {
  readonly figures: readonly Figure[];
  readonly scenarios: Readonly<Record<string, Omit<ScenarioResult, 'figures' | 'faults'>>>;
  /** Resident MB by process, where memory was measured. */
  readonly memory: Readonly<Record<string, number>>;
  readonly settings: LoadStage['durability'];
  readonly faults: readonly string[];
};

/** What has to run for the named figures; undefined when none of them needs a load. */
export const planLoad = (names: readonly string[]): LoadPlan | undefined => {
  const wantedCounts = (scenario: ScenarioName) =>
    clientCounts.filter(
      (count) =>
        isWanted(`${scenario}.${count}`, names) || (count === 32 && isWanted(`${scenario}.32.tail`, names)),
    );
  const scenarios = new Map(
    scenarioNames
      .map((scenario) => [scenario, wantedCounts(scenario)] as const)
      .filter(([, counts]) => counts.length > 0),
  );
  const memory = isWanted('memory.server', names);
  const pace = isWanted('reveal.200', names);
  if (scenarios.size === 0 && !memory && !pace) return undefined;
  // Memory is measured after a run, so there has to be one.
  return scenarios.size > 0 || !memory
    ? { scenarios, pace, memory }
    : { scenarios: new Map([['checkout', [32]]]), pace, memory };
};

export const measureLoad = (
  directory: string,
  plan: LoadPlan,
  say: (line: string) => void,
): Promise<LoadResult> =>
  onLoadStage(directory, async (stage) => {
    const results = new Map<ScenarioName, ScenarioResult>();
    for (const [scenario, counts] of plan.scenarios) {
      say(`${scenario}: floor and product in turns, with ${counts.join(', ')} clients`);
      results.set(scenario, await measureScenario(stage, scenario, counts));
    }
    const figures = [...results.values()].flatMap((result) => result.figures);
    const faults = [...results.values()].flatMap((result) => result.faults);
    const scenarios = Object.fromEntries(
      [...results].map(([name, { figures: _figures, faults: _faults, ...rest }]) => [name, rest]),
    );
    if (plan.pace) {
      say('reveal: 200 a second');
      const paced = await measurePace(stage, say);
      figures.push(...paced.figures);
      faults.push(...paced.faults);
    }
    let memory = {};
    if (plan.memory) {
      say('memory: half a minute of rest');
      const { figure, ...parts } = await measureMemory(stage.server);
      figures.push(figure);
      memory = parts;
    }
    return { figures, scenarios, memory, settings: stage.durability, faults };
  });
