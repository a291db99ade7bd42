import { accepted, refused } from '@kontor/domain/decision';
import { instant } from '@kontor/domain/time';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { auditRecordId, partsOfAuditId } from './audit-record-wire.ts';
import { findRecords } from './find-records.ts';
import { wireActions } from './list-audit-records.ts';

/** One audit record by the id that the list and the events of the wire give it. */
export const getAuditRecord = async (ctx: RequestContext, id: string) => {
  const read = await readAs(ctx, 'audit.read', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const notFound = refused({ code: 'activity.not_found' as const });
  const parts = partsOfAuditId(id);
  if (parts?.partnerId !== caller.accountId) return notFound;
  const { at, customerId } = parts;
  const reader = { pool: ctx.pools.app, scope: caller.scope, accountId: caller.accountId };
  const { records } = await findRecords(
    reader,
    {
      from: at,
      to: instant(at + 1),
      actions: wireActions,
      resourceTypes: null,
      resourceId: null,
      customerId: customerId === caller.accountId ? null : customerId,
      customerName: null,
      user: null,
      outcome: null,
      text: null,
    },
    { after: null, limit: mostAtOnce },
  );
  const record = records.find((each) => auditRecordId(each, caller.accountId) === id.toLowerCase());
  return record ? accepted(record) : notFound;
};

/** Records of one millisecond. */
const mostAtOnce = 500;
