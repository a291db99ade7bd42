import { accepted, refused } from '@kontor/domain/decision';
import { query } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { actOnRequest } from './act-on-request.ts';
import { detailsOf } from './create-support-request.ts';
import { type FoundRequest, findRequest, requestKeyFrom } from './find-request.ts';
import { readAssignees, updateRequest } from './support-store.ts';

/** An operator takes a request, gives it to another one, or lets go of it. */
export const assignSupportRequest = (ctx: RequestContext, idOrNumber: string, personId: string | null) =>
  withRetries(async () => {
    const found = await findRequest(ctx, 'support.decide', requestKeyFrom(idOrNumber));
    if (!found.accepted) return found;
    const operators = await query(ctx.pools.system, noTenant, readAssignees());
    const assignee = personId === null ? undefined : operators.find(({ id }) => id === personId);
    if (personId !== null && !assignee)
      return invalid([{ path: 'personId', message: 'must be an operator; read the list of assignees' }]);
    const { record, now } = found.value;
    if (record.row.assignee_id === (assignee?.id ?? null)) return accepted<FoundRequest>(found.value);
    const row = {
      ...record.row,
      assignee_id: assignee?.id ?? null,
      assignee_name: assignee?.name ?? null,
      version: record.row.version + 1,
      modified_at: now,
    };
    const after: FoundRequest = { ...found.value, record: { ...record, row } };
    const done = await actOnRequest(
      ctx,
      found.value,
      {
        writes: [updateRequest(record.row, row)],
        activity: [
          {
            action: 'assign_support_request',
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
