import { accepted, refused } from '@kontor/domain/decision';
import type { Impact } from '@kontor/domain/support/impact';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { actOnRequest } from './act-on-request.ts';
import { detailsOf } from './create-support-request.ts';
import { type FoundRequest, findRequest, requestKeyFrom } from './find-request.ts';
import { updateRequest } from './support-store.ts';

/** It hurts more, or less, than was thought; the time within which it is answered follows. */
export const changeImpact = (ctx: RequestContext, idOrNumber: string, impact: Impact) =>
  withRetries(async () => {
    const found = await findRequest(ctx, 'support.answer', requestKeyFrom(idOrNumber));
    if (!found.accepted) return found;
    const { record, now } = found.value;
    if (record.row.status === 'closed') return refused({ code: 'support.closed' });
    const row = { ...record.row, impact, version: record.row.version + 1, modified_at: now };
    const after: FoundRequest = { ...found.value, record: { ...record, row } };
    const done = await actOnRequest(
      ctx,
      found.value,
      {
        writes: [updateRequest(record.row, row)],
        activity: [
          {
            action: 'update_support_request',
            resourceId: row.id,
            oldValue: detailsOf(record.row),
            newValue: detailsOf(row),
            details: detailsOf(row),
          },
        ],
        events: [],
      },
      after,
    );
    return done.accepted ? accepted<FoundRequest>(done.value.value) : refused(done.refusal);
  });
