import type * as contract from '@kontor/contract/events';
import type { AnswerOf } from '@kontor/contract/operation';
import { formatInstant } from '@kontor/domain/time';
import type { EventsPage } from './list-events.ts';

export const eventsView = ({ events, next }: EventsPage): AnswerOf<typeof contract.listEvents> => ({
  items: events.map((event) => ({
    id: event.id,
    sequence: Number(event.position),
    previousId: event.previous_id,
    type: event.type,
    aggregate: { type: event.aggregate_type, id: event.aggregate_id },
    at: formatInstant(event.at),
    data: event.data,
  })),
  next: next === null ? null : String(next),
});
