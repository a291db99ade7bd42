// Bills a month in a process of its own, whose memory, with that of its database session, is thereby the run's.
import { readFile } from 'node:fs/promises';
import { parseBillingPeriod } from '@kontor/domain/billing/billing-run';
import { parseInstant } from '@kontor/domain/time';
import { runBilling } from '@kontor/server/billing/run-billing';
import { openPools } from '@kontor/server/platform/db/pools';
import { answerCalls } from '../process-call.ts';

export type BillingCall = { readonly databaseUrl: string; readonly period: string; readonly now: string };
export type Billed = {
  readonly seconds: number;
  readonly invoices: number;
  readonly lines: number;
  /** The most of the process and of its session's own memory together. */
  readonly megabytes: number;
};

const sampleMs = 100;

const bill = async ({ databaseUrl, period: text, now: at }: BillingCall): Promise<Billed> => {
  const pools = openPools({ databaseUrl, size: { app: 1, lookup: 1, system: 1 } });
  const period = parseBillingPeriod(text);
  const now = parseInstant(at);
  if (!period || now === undefined) throw new Error('a month and an instant are needed');
  const { rows } = await pools.system.query('select pg_backend_pid() as pid');
  let session = 0;
  const sampling = setInterval(async () => {
    session = Math.max(session, await ownMegabytes(rows[0].pid));
  }, sampleMs);
  try {
    const startedAt = performance.now();
    const ask = { issuer: 'production' as const, period, onlyAccountId: null, now, startedBy: null };
    const { invoices, lines } = await runBilling(pools.system, ask);
    const seconds = (performance.now() - startedAt) / 1000;
    return { seconds, invoices, lines, megabytes: process.resourceUsage().maxRSS / 1024 + session };
  } finally {
    clearInterval(sampling);
    await pools.close();
  }
};

/** Memory of a process that is not shared with others; 0 where the system does not say. */
const ownMegabytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
};

answerCalls(bill);
