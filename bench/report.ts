import { appendFile, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { type Figure, verdictOf } from './figure.ts';
import type { LoadResult } from './measure-load.ts';

export type Report = {
  readonly figures: readonly Figure[];
  /** Of the same minutes as the figures: what tells two machines apart. */
  readonly anchors: Readonly<Record<string, number | string>>;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly faults: readonly string[];
};

export const reportOf = (starts: readonly Figure[], load: LoadResult | undefined): Report => ({
  figures: [...starts, ...(load?.figures ?? [])],
  anchors: Object.fromEntries([
    ...Object.entries(load?.scenarios ?? {}).flatMap(([name, result]) => [
      [`${name}.insertCommitsPerSecond`, round(result.anchor)],
      [`${name}.floorConnections`, result.floorWay.connections],
      [`${name}.floorSync`, result.floorWay.sync],
      [`${name}.floorP50`, round(result.floorP50)],
      [`${name}.floorP99`, round(result.floorP99)],
    ]),
    ...Object.entries(load?.memory ?? {}).map(([name, megabytes]) => [`memory.${name}`, round(megabytes)]),
  ]),
  settings: {
    ...load?.settings,
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  },
  faults: load?.faults ?? [],
});

/** What stands beside the starts and the load. */
export type Measured = { readonly figures: readonly Figure[]; readonly faults: readonly string[] };

export const withMeasured = (report: Report, measured: Measured | undefined): Report =>
  measured === undefined
    ? report
    : {
        ...report,
        figures: [...report.figures, ...measured.figures],
        faults: [...report.faults, ...measured.faults],
      };

const round = (value: number): number => Number(value.toPrecision(4));
const shown = (value: number | null): string =>
  value === null ? '' : value >= 1_000 ? value.toFixed(0) : value.toPrecision(3);

const columns = ['figure', 'value', 'unit', 'floor', 'ratio', 'p50 ms', 'p99 ms', 'target'];

const cells = (figure: Figure): string[] => [
  figure.name,
  shown(figure.value),
  figure.unit,
  shown(figure.floor),
  shown(figure.ratio),
  shown(figure.p50),
  shown(figure.p99),
  verdictOf(figure),
];

/** A Markdown table that reads well on a terminal too. */
export const tableOf = ({ figures }: Report): string => {
  const rows = [columns, ...figures.map(cells)];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(columns), rule, ...figures.map((figure) => line(cells(figure)))].join('\n');
};

const pairs = (record: Readonly<Record<string, string | number>>): string =>
  Object.entries(record)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

export const textOf = (report: Report): string =>
  [
    tableOf(report),
    '',
    ...(Object.keys(report.anchors).length > 0 ? [`Anchors: ${pairs(report.anchors)}.`] : []),
    `Settings: ${pairs(report.settings)}.`,
    ...report.faults.map((fault) => `ERROR: ${fault}.`),
    '',
  ].join('\n');

const resultsFile = new URL('RESULTS.md', import.meta.url);
const preface =
  '# Measured\n\nOne section a run of `npm run bench`, newest last. What the figures mean: `README.md` beside this file.\n';

/** Appends the run to RESULTS.md, dated, with nothing in it that tells the machine's name or paths. */
export const appendToResults = async (report: Report, at: Date): Promise<void> => {
  if ((await stat(resultsFile).catch(() => undefined)) === undefined) await writeFile(resultsFile, preface);
  const { cores, memoryGiB } = report.settings;
  const title = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC, ${cores} cores, ${memoryGiB} GiB`;
  await appendFile(resultsFile, `\n## ${title}\n\n${textOf(report)}`);
};

export const writeJson = (report: Report, file: string): Promise<void> => {
  const { figures, anchors, settings } = report;
  return writeFile(file, `${JSON.stringify({ figures, anchors, settings }, undefined, 2)}\n`);
};
