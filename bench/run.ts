// `npm run bench -- NAME… --json FILE`: the figures that performance is judged by, each beside its floor.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArguments } from './arguments.ts';
import { measureBilling } from './billing/measure-billing.ts';
import { measureYears } from './billing/measure-years.ts';
import { isWanted } from './figure.ts';
import { measureKeyImport } from './keys/measure-key-import.ts';
import { measureTakes } from './keys/measure-takes.ts';
import { stopStarted } from './kontor-server.ts';
import { measureLog } from './log/measure-log.ts';
import { measureOverhead } from './log/measure-overhead.ts';
import { measureProofs } from './log/measure-proofs.ts';
import { measureSequencing } from './log/measure-sequencing.ts';
import { measureDownloads } from './measure-downloads.ts';
import { measureImport } from './measure-import.ts';
import { measureLicences } from './measure-licences.ts';
import { measureLoad, planLoad } from './measure-load.ts';
import { measurePdf } from './measure-pdf.ts';
import { measureStarts } from './measure-starts.ts';
import { appendToResults, reportOf, textOf, withMeasured, writeJson } from './report.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const runBench = async (words: readonly string[]): Promise<boolean> => {
  const { names, jsonFile } = parseArguments(words);
  const plan = planLoad(names);
  const wanted = { first: isWanted('start.first', names), warm: isWanted('start.warm', names) };
  const directory = await mkdtemp(join(tmpdir(), 'kontor-bench-'));
  const removeDirectory = () => rm(directory, { recursive: true, force: true });
  onInterrupt(removeDirectory);
  try {
    if (wanted.first || wanted.warm) say('starts: first with the demo, then warm');
    const starts = wanted.first || wanted.warm ? await measureStarts(directory, wanted) : [];
    const load = plan && (await measureLoad(directory, plan, say));
    const imported = isWantedOf(names, importFigures) ? await measureImport(directory, say) : undefined;
    const keys = isWantedOf(names, keyFigures) ? await measureKeyImport(directory, say) : undefined;
    const takes = isWanted('take.snapshot', names) ? await measureTakes(directory, say) : undefined;
    const billed = isWantedOf(names, billingFigures) ? await measureBilling(directory, say) : undefined;
    const verified = isWanted('licence.verify', names) ? await measureLicences(directory, say) : undefined;
    const years = isWanted('years.ten', names) ? await measureYears(directory, say) : undefined;
    const printed = isWanted('documents.pdf', names) ? await measurePdf(say) : undefined;
    const fetched = isWantedOf(names, downloadFigures) ? await measureDownloads(directory, say) : undefined;
    const sequenced = isWantedOf(names, sequencingFigures)
      ? await measureSequencing(directory, say)
      : undefined;
    const proven = isWanted('proof', names) ? await measureProofs(directory, say) : undefined;
    const log = {
      pages: isWantedOf(names, pageFigures),
      export: isWanted('log.export', names),
    };
    const asked = log.pages || log.export ? await measureLog(directory, log, say) : undefined;
    const overhead = isWanted('log.overhead', names) ? await measureOverhead(directory, say) : undefined;
    const report = [
      imported,
      keys,
      takes,
      billed,
      years,
      printed,
      verified,
      fetched,
      sequenced,
      asked,
      proven,
      overhead,
    ].reduce(withMeasured, reportOf(starts, load));
    process.stdout.write(textOf(report));
    if (jsonFile !== undefined) await writeJson(report, jsonFile);
    await appendToResults(report, new Date());
    return report.faults.length === 0;
  } finally {
    await removeDirectory();
  }
};

// The figures of a list are of one measurement.
const importFigures = ['import.prices', 'import.prices.memory'];
const downloadFigures = ['download.1gib', 'download.memory', 'link.check'];
const pageFigures = ['log.pages.date', 'log.pages.customer', 'log.pages.user'];
const sequencingFigures = ['sequencing.rate', 'sequencing.wait'];
const keyFigures = ['import.keys', 'import.keys.memory', 'import.keys.lag'];
const billingFigures = ['billing.run', 'billing.run.memory', 'billing.run.tenfold'];

const isWantedOf = (names: readonly string[], figures: readonly string[]): boolean =>
  figures.some((name) => isWanted(name, names));

/** Leaves nothing running and nothing lying about; PostgreSQL ends with the process that started it. */
const onInterrupt = (clear: () => Promise<void>): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, async () => {
      await stopStarted();
      await clear();
      process.exit(1);
    });
};

try {
  process.exitCode = (await runBench(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? `The bench stopped: ${error.message}` : String(error));
  process.exitCode = 1;
}
