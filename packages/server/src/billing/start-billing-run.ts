import { setTimeout as pause } from 'node:timers/promises';
import { accepted, refused } from '@kontor/domain/decision';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { RunRow } from './billing-run-store.ts';
import { type RunInput, subjectOfRun } from './billing-run-subject.ts';
import { startBilling } from './run-billing.ts';

/** Small runs end while the operator waits; a large one goes on without them. */
const usualPatienceMs = 2_000;

/** Bills a closed month at the operator's word. Repeated, it finds nothing left to bill. */
export const startBillingRun = async (ctx: RequestContext, input: RunInput, patienceMs = usualPatienceMs) => {
  const read = await readAs(ctx, 'billing.run', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const subject = await subjectOfRun(ctx, input, true);
  if (!subject.accepted) return subject;
  const started = await startBilling(ctx.pools.system, {
    ...subject.value,
    startedBy: caller.actor.userId ?? null,
  });
  if (!started) return refused({ code: 'billing.run_in_progress' });
  const { run } = started;
  const details = { period: run.period, issuer: run.issuer, partnerId: input.partnerId };
  const finishing = started.finish();
  finishing.catch((error: unknown) =>
    ctx.log.error({ run: run.id, error: String(error) }, 'a billing run stopped; it is resumed by itself'),
  );
  const recorded = await act(
    ctx,
    caller,
    { writes: [], activity: [{ action: 'start_billing_run', resourceId: run.id, details }], events: [] },
    run,
  );
  if (!recorded.accepted) return recorded;
  const finished = await Promise.race([finishing.catch(() => run), pause(patienceMs, run, { ref: false })]);
  return accepted<RunRow>(finished);
};
