import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId, OrderId } from '@kontor/domain/ids';
import { startOfDay } from '@kontor/domain/time';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type LinePolicyRow, readLinePolicyRow } from './policy-store.ts';

export type LineQuestion = {
  readonly customerId: CustomerId;
  readonly orderId: OrderId;
  readonly lineNumber: number;
};

export type LinePolicy = { readonly line: LinePolicyRow; readonly cappedByTerm: boolean };

/** Why a line can be cancelled for as long as it can: the version that holds for it, and its rule. */
export const readLinePolicy = async (ctx: RequestContext, question: LineQuestion) => {
  const read = await readAs(ctx, 'orders.read', question.customerId, [
    readLinePolicyRow(ctx.principal.accountId, question),
  ]);
  if (!read.accepted) return read;
  const [[line]] = read.value.rows;
  if (!line) return refused({ code: 'order.not_found' });
  return accepted<LinePolicy>({ line, cappedByTerm: isCapped(line) });
};

const isCapped = ({ ends_on, zone, cancellable_until }: LinePolicyRow): boolean =>
  ends_on !== null &&
  zone !== null &&
  cancellable_until !== null &&
  cancellable_until === startOfDay(ends_on, zone) - 1;
