import type { ActivityEntry } from '../activity/activity-store.ts';
import { act } from '../partners/act.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { addEvents, type EventEntry } from '../partners/event-store.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { FoundRequest } from './find-request.ts';

export type RequestDeed = {
  readonly writes: readonly Statement[];
  readonly activity: readonly [ActivityEntry, ...ActivityEntry[]];
  readonly events: readonly EventEntry[];
  readonly last?: readonly Statement[];
};

/** The same act from either side: the operator's is on record, and its events happen, in the partner's account. */
export const actOnRequest = <V>(
  ctx: RequestContext,
  { caller, side, accountId, now }: FoundRequest,
  deed: RequestDeed,
  value: V,
) => {
  if (side === 'partner') return act(ctx, caller, deed, value);
  const writes = [
    ...deed.writes,
    ...(deed.events.length > 0 ? [addEvents(accountId, now, deed.events)] : []),
  ];
  return actAsOperator(ctx, caller, { ...deed, writes, events: [] }, value, { accountId, now });
};
