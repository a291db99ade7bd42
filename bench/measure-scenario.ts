import { measureAnchor } from './anchor.ts';
import { countRows, mismatches, type RowCounts } from './count-rows.ts';
import type { ClientCount, Figure, ScenarioName } from './figure.ts';
import type { Sync } from './floor.ts';
import type { LoadStage } from './load-stage.ts';
import { scenarios } from './scenario.ts';
import { median } from './statistics.ts';
import type { Subjects } from './subject.ts';
import type { Run } from './timed-run.ts';

const rounds = 3;
const seconds = { round: 3, calibration: 0.6, warmUp: 1.5, firstLooks: 20 };
const floorConnections = [4, 8, 16, 32];
const revealed = 1_000;

export type ScenarioResult = {
  readonly figures: readonly Figure[];
  /** What the floor was best with. */
  readonly floorWay: FloorWay;
  readonly floorP50: number;
  readonly floorP99: number;
  readonly anchor: number;
  readonly faults: readonly string[];
};

/** How many connections replay, and where their Syncs are. */
type FloorWay = { readonly connections: number; readonly sync: Sync };

/** Floor and product in turns, against the same database, and the rows that they left counted afterwards. */
export const measureScenario = async (
  stage: LoadStage,
  scenario: ScenarioName,
  counts: readonly ClientCount[],
): Promise<ScenarioResult> => {
  const before = await countRows(stage.database.owner);
  const arrangedBefore = stage.supply.arranged();
  const runs = await openRuns(stage, scenario);
  const best = await bestWay(runs);
  await runs.product(Math.max(...counts), seconds.warmUp);
  const floors: Run[] = [];
  const products = new Map<ClientCount, Run[]>(counts.map((count) => [count, []]));
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await runs.floor(best, seconds.round));
    for (const [count, list] of products) list.push(await runs.product(count, seconds.round));
  }
  const anchor = await measureAnchor(stage.database.url);
  const after = await countRows(stage.database.owner);
  const arranged = difference(stage.supply.arranged(), arrangedBefore);
  const floor = median(floors.map((run) => run.perSecond));
  const figures = [...products].flatMap(([count, list]) => figuresOf(`${scenario}.${count}`, list, floor));
  return {
    figures,
    floorWay: best,
    floorP50: median(floors.map((run) => run.p50)),
    floorP99: median(floors.map((run) => run.p99)),
    anchor,
    faults: [
      ...mismatches(scenario, before, after, runs.acknowledged(), arranged),
      ...figures.flatMap(({ name, ratio }) =>
        ratio !== null && ratio > 1 ? [`${name}: faster than its floor, which cannot be`] : [],
      ),
    ],
  };
};

type Runs = {
  readonly floor: (way: FloorWay, runSeconds: number) => Promise<Run>;
  readonly product: (clients: number, runSeconds: number) => Promise<Run>;
  /** As many a second as are asked for, by all clients. */
  readonly paced: (perSecond: number, runSeconds: number) => Promise<Run>;
  readonly acknowledged: () => number;
};

export const openRuns = async (stage: LoadStage, scenario: ScenarioName): Promise<Runs> => {
  const { load, floor, supply, server, tokens } = stage;
  let acknowledged = 0;
  // The most that has been seen so far, for having enough to work on.
  let perSecond = 2_500;
  const { subjects: use } = scenarios[scenario];
  let fixed: Subjects = stage.partners.map((partner) => partner.customers);
  const measured = async (runSeconds: number, start: (subjects: Subjects) => Promise<Run>): Promise<Run> => {
    for (;;) {
      const wanted = Math.ceil(perSecond * runSeconds * 1.5);
      if (scenario === 'checkout') await supply.keys(wanted);
      const run = await start(use === 'once' ? await supply.purchases(wanted) : fixed);
      if (use === 'once') supply.use(run.used);
      acknowledged += run.done;
      if (run.failures > 0)
        throw new Error(`${scenario}: ${run.failures} wrong answers, first: ${run.failure}`);
      perSecond = Math.max(run.perSecond * 1.2, run.ranDry ? perSecond * 2 : 500);
      if (!run.ranDry) return run;
    }
  };
  const call = { port: server.port, scenario };
  if (scenario === 'reveal') {
    fixed = await supply.purchases(revealed);
    const looks = { ...call, tokens, subjects: fixed, use: 'once', seconds: seconds.firstLooks } as const;
    const run = await load.call(looks);
    if (run.failures > 0)
      throw new Error(`first looks: ${run.failures} wrong answers, first: ${run.failure}`);
    acknowledged += run.done;
    supply.use(run.used);
  }
  const shared = {
    databaseUrl: stage.database.url,
    template: stage.templates[scenario],
    buyers: stage.buyers,
    use,
  };
  return {
    floor: (way, runSeconds) =>
      measured(runSeconds, (subjects) => floor.call({ ...shared, ...way, subjects, seconds: runSeconds })),
    product: (clients, runSeconds) =>
      measured(runSeconds, (subjects) =>
        load.call({ ...call, tokens: tokens.slice(0, clients), subjects, use, seconds: runSeconds }),
      ),
    paced: (pace, runSeconds) =>
      measured(runSeconds, (subjects) =>
        load.call({ ...call, tokens, subjects, use, seconds: runSeconds, perSecond: pace }),
      ),
    acknowledged: () => acknowledged,
  };
};

const bestWay = async (runs: Runs): Promise<FloorWay> => {
  let best: { way: FloorWay; perSecond: number } = { way: { connections: 8, sync: 'each' }, perSecond: 0 };
  for (const sync of ['each', 'batch'] as const)
    for (const connections of floorConnections) {
      const way = { connections, sync };
      const { perSecond } = await runs.floor(way, seconds.calibration);
      if (perSecond > best.perSecond) best = { way, perSecond };
    }
  return best.way;
};

const figuresOf = (name: string, runs: readonly Run[], floor: number): Figure[] => {
  const value = median(runs.map((run) => run.perSecond));
  const p50 = median(runs.map((run) => run.p50));
  const p99 = median(runs.map((run) => run.p99));
  const figure: Figure = { name, value, unit: 'ops/s', floor, ratio: value / floor, p50, p99 };
  if (!name.endsWith('.32')) return [figure];
  const tail: Figure = {
    name: `${name}.tail`,
    value: p99 / p50,
    unit: 'p99/p50',
    floor: null,
    ratio: null,
    p50,
    p99,
  };
  return [figure, tail];
};

const difference = (after: RowCounts, before: RowCounts): RowCounts =>
  Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));
