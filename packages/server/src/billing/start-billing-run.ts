import { setTimeout as pause } from 'node:timers/promises';
import { accepted, refused } from '@kontor/domain/decision';
import type { ActRefusal } from '../partners/act.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { RunRow } from './billing-run-store.ts';
import { type RunInput, subjectOfRun } from './billing-run-subject.ts';
import { startBilling } from './run-billing.ts';

/** Small runs end while the operator waits; a large one goes on without them. */
const usualPatienceMs = 2_000;

/** The run and its record are one write: what refuses the one refuses the other. */
class NotWritten extends Error {
  override readonly name = 'NotWritten';
  readonly code: ActRefusal['code'];
  constructor(code: ActRefusal['code']) {
    super(code);
    this.code = code;
  }
}

const codeOfNotWritten = (error: unknown): ActRefusal['code'] => {
  if (error instanceof NotWritten) return error.code;
  throw error;
};

/** Bills a closed month at the operator's word. Repeated, it finds nothing left to bill. */
export const startBillingRun = async (ctx: RequestContext, input: RunInput, patienceMs = usualPatienceMs) => {
  const read = await readAs(ctx, 'billing.run', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const subject = await subjectOfRun(ctx, input, true);
  if (!subject.accepted) return subject;
  const ask = { ...subject.value, startedBy: caller.actor.userId ?? null };
  const { period, issuer } = ask;
  const details = { period, issuer, partnerId: input.partnerId };
  const begun = await startBilling(ctx.pools.system, ask, async (run, writes) => {
    const activity = { action: 'start_billing_run', resourceId: run.id, details } as const;
    const done = await actAsOperator(ctx, caller, { writes, activity: [activity], events: [] }, run);
    if (!done.accepted) throw new NotWritten(done.refusal.code);
  }).catch(codeOfNotWritten);
  if (typeof begun === 'string') return refused({ code: begun });
  if (!begun) return refused({ code: 'billing.run_in_progress' });
  const { run } = begun;
  const finishing = begun.finish();
  finishing.catch((error: unknown) =>
    ctx.log.error({ run: run.id, error: String(error) }, 'a billing run stopped; it is resumed by itself'),
  );
  const finished = await Promise.race([finishing.catch(() => run), pause(patienceMs, run, { ref: false })]);
  return accepted<RunRow>(finished);
};
