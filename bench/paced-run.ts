import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from './statistics.ts';
import type { Subject } from './subject.ts';
import type { Run, RunOptions } from './timed-run.ts';

export type PacedOptions = Omit<RunOptions, 'use'> & { readonly perSecond: number };

// One failure is a wrong answer; many are a broken server, for which nobody needs to wait.
const mostFailures = 20;

/**
 * So many operations a second, whether or not the ones before have been answered: each is timed from the instant at
 * which it was due, so that what waits behind a slow answer, or for a free connection, is not left out.
 */
export const runAtPace = async ({ workers, subjects, seconds, perSecond }: PacedOptions): Promise<Run> => {
  const latencies: number[] = [];
  const failures: string[] = [];
  // One queue a partner: a token sees its own partner's purchases only.
  const due = subjects.map((): { readonly at: number; readonly subject: Subject }[] => []);
  const startedAt = performance.now();
  const count = Math.round(seconds * perSecond);
  let ended = false;
  let wake: (() => void)[] = [];
  const work = async (worker: RunOptions['workers'][number], partner: number): Promise<void> => {
    for (;;) {
      const next = due[partner]?.shift();
      if (next === undefined) {
        if (ended) return;
        await new Promise<void>((resolve) => wake.push(resolve));
        continue;
      }
      try {
        await worker(next.subject);
        latencies.push(performance.now() - next.at);
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const rouse = () => {
    const sleeping = wake;
    wake = [];
    for (const resolve of sleeping) resolve();
  };
  const working = Promise.all(workers.map((worker, index) => work(worker, index % subjects.length)));
  for (let number = 0; number < count && failures.length < mostFailures; ) {
    const now = performance.now();
    for (; number < count; number += 1) {
      const at = startedAt + (number * 1000) / perSecond;
      if (at > now) break;
      const partner = number % subjects.length;
      const list = subjects[partner] ?? [];
      const subject = list[Math.floor(Math.random() * list.length)];
      if (subject !== undefined) due[partner]?.push({ at, subject });
    }
    rouse();
    await pause(1);
  }
  ended = true;
  rouse();
  await working;
  return {
    done: latencies.length,
    perSecond: latencies.length / ((performance.now() - startedAt) / 1000),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    used: subjects.map(() => 0),
    ranDry: false,
    failures: failures.length,
    failure: failures[0],
  };
};
