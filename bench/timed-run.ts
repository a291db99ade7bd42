import { quantile } from './statistics.ts';
import type { Subject, Subjects } from './subject.ts';

/** What some workers did in some seconds. */
export type Run = {
  readonly done: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Of subjects that serve once: how many of each partner's were used, from the first on. */
  readonly used: readonly number[];
  /** The subjects came to an end before the time did. */
  readonly ranDry: boolean;
  readonly failures: number;
  /** What the first failure said. */
  readonly failure: string | undefined;
};

export type RunOptions = {
  /** Each does one operation at a time; those of the partners take turns. */
  readonly workers: readonly ((subject: Subject) => Promise<void>)[];
  readonly subjects: Subjects;
  readonly use: 'again' | 'once';
  readonly seconds: number;
};

// One failure is a wrong answer; many are a broken server, for which nobody needs to wait.
const mostFailures = 20;

/** Keeps every worker busy until the time is up, and waits for what is under way then. */
export const runAgainst = async ({ workers, subjects, use, seconds }: RunOptions): Promise<Run> => {
  const latencies: number[] = [];
  const failures: string[] = [];
  const used = subjects.map(() => 0);
  let ranDry = false;
  const next = (partner: number): Subject | undefined => {
    const list = subjects[partner] ?? [];
    if (use === 'again') return list[Math.floor(Math.random() * list.length)];
    const at = used[partner] ?? 0;
    used[partner] = Math.min(at + 1, list.length);
    return list[at];
  };
  const startedAt = performance.now();
  const deadline = startedAt + seconds * 1000;
  const work = async (worker: RunOptions['workers'][number], partner: number): Promise<void> => {
    while (performance.now() < deadline && !ranDry && failures.length < mostFailures) {
      const subject = next(partner);
      if (subject === undefined) {
        ranDry = true;
        return;
      }
      const begunAt = performance.now();
      try {
        await worker(subject);
        latencies.push(performance.now() - begunAt);
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(workers.map((worker, index) => work(worker, index % subjects.length)));
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  return {
    done: latencies.length,
    perSecond: latencies.length / elapsedSeconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    used,
    ranDry,
    failures: failures.length,
    failure: failures[0],
  };
};
