import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId } from '@kontor/domain/ids';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { insertQualification, type QualificationRow, readQualifications } from './agreement-store.ts';

export const listQualifications = async (ctx: RequestContext, customerId: CustomerId) => {
  const read = await readAs(ctx, 'customers.read', customerId, [
    readQualifications(ctx.principal.accountId, customerId),
  ]);
  return read.accepted ? accepted<readonly QualificationRow[]>(read.value.rows[0]) : read;
};

/** What the customer is, on the partner's word: nobody here vets it, so it holds at once. */
export const qualifyCustomer = (ctx: RequestContext, customerId: CustomerId, qualification: string) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'customers.edit', customerId, [readQualifications(accountId, customerId)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    // A government's community has to be proved by a code, and none are given out here.
    if (qualification === 'GovernmentCommunityCloud')
      return refused({ code: 'customer.qualification_unproved' as const });
    const before = rows[0][0]?.qualification ?? 'None';
    const value: QualificationRow = { qualification, created_at: caller.now };
    const done = await act(
      ctx,
      caller,
      {
        writes: [
          insertQualification(accountId, {
            id: newUuid(),
            customerId,
            qualification,
            at: caller.now,
            recordedBy: caller.actor.userId ?? null,
          }),
        ],
        activity: [
          {
            action: 'update_customer_qualification',
            resourceId: customerId,
            oldValue: { qualification: before },
            newValue: { qualification },
          },
        ],
        events: [
          {
            type: 'customer.qualified',
            aggregateType: 'customer',
            aggregateId: customerId,
            data: { qualification },
          },
        ],
      },
      value,
    );
    return done.accepted ? accepted(done.value.value) : done;
  });
