import type { LocalDate } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import { everybody } from './count-records.ts';
import type { ActivityQuestion } from './read-activity-store.ts';

/** A question that day counts can answer: of acts, types and customers. */
export type CountedQuestion = Pick<
  ActivityQuestion,
  'from' | 'to' | 'actions' | 'resourceTypes' | 'customerName'
> & {
  readonly customerIds: readonly string[] | null;
  /** The whole days inside the range, from the first to before the last; the edges beside them are counted one by one. */
  readonly days: { readonly first: LocalDate; readonly end: LocalDate };
  readonly middle: { readonly from: Date; readonly to: Date };
};

const isAsked = `($4::text[] is null or action = any ($4)) and ($5::text[] is null or resource_type = any ($5))
    and ($6::uuid[] is null or customer_id = any ($6))`;

/** How many records answer, of all pages together, at one moment: a record that is moving is counted once. */
export const countRecords = (
  accountId: string,
  question: CountedQuestion,
): Statement<{ readonly total: bigint }> => ({
  name: 'activity.count',
  text: `select (
    select count(*) from kontor.activity_pending where account_id = $1 and at >= $2 and at < $3 and ${isAsked}
      and ($7::text is null or position(lower($7) in lower(customer_name)) > 0)
  ) + (
    select coalesce(sum(d.records), 0) from unnest(coalesce($6, array['${everybody}']::uuid[])) c (id)
    join kontor.activity_day d on d.account_id = $1 and d.customer_id = c.id and d.day >= $8::date and d.day < $9::date
      and ($4::text[] is null or d.action = any ($4)) and ($5::text[] is null or d.resource_type = any ($5))
  ) + (
    select count(*) from kontor.activity where account_id = $1 and at >= $2 and at < $10 and ${isAsked}
  ) + (
    select count(*) from kontor.activity where account_id = $1 and at >= $11 and at < $3 and ${isAsked}
  ) as total`,
  values: [
    accountId,
    new Date(question.from),
    new Date(question.to),
    question.actions,
    question.resourceTypes,
    question.customerIds,
    question.customerName,
    question.days.first,
    question.days.end,
    question.middle.from,
    question.middle.to,
  ],
});
