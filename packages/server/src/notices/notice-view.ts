import type * as contract from '@kontor/contract/notices';
import type { AnswerOf } from '@kontor/contract/operation';
import { formatInstant } from '@kontor/domain/time';
import type { ListedNotices } from './list-notices.ts';
import { linkOf } from './notice-links.ts';

type Answer = AnswerOf<typeof contract.listNotices>;

export const noticesView = ({ rows, next, unread }: ListedNotices): Answer => ({
  items: rows.map(({ id, kind, at, read_at: readAt, customer_id: customerId, facts, person_name: name }) => {
    const { personId: _whose, ...shown } = facts;
    return {
      id,
      kind,
      at: formatInstant(at),
      readAt: readAt === null ? null : formatInstant(readAt),
      customerId,
      // Written by the consumer of events from the members of this very shape.
      facts: { ...shown, ...(name === null ? {} : { personName: name }) } as Answer['items'][number]['facts'],
      link: linkOf({ kind, customerId, facts }),
    };
  }),
  next,
  unread,
});
