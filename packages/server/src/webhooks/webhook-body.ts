import { formatInstant, type Instant } from '@kontor/domain/time';
import { partnerEventOf } from '@kontor/domain/webhook/partner-event';
import type { RelayedEvent } from '../events/relay-store.ts';

/** What a receiver of the standard form is sent of an event. */
export const standardBody = (event: RelayedEvent): string =>
  JSON.stringify({
    type: event.type,
    timestamp: formatInstant(event.at),
    id: event.id,
    sequence: Number(event.position),
    previousId: event.previous_id,
    aggregate: { type: event.aggregate_type, id: event.aggregate_id },
    data: event.data,
  });

/** Seven decimals and an offset, as the service writes it. */
const changedAt = (at: Instant): string =>
  formatInstant(at).replace(/(?:\.(\d+))?Z$/, (_, part = '') => `.${part.padEnd(7, '0')}+00:00`);

/** What a receiver of Partner Center's form is sent, in the service's casing. */
export const partnerBody = (facts: {
  readonly name: string;
  readonly uri: string;
  readonly resourceName: string;
  readonly at: Instant;
}): string =>
  JSON.stringify({
    EventName: facts.name,
    ResourceUri: facts.uri,
    ResourceName: facts.resourceName,
    AuditUri: null,
    ResourceChangeUtcDate: changedAt(facts.at),
  });

/** Its name and text in Partner Center's form; undefined where that form says nothing of it. */
export const partnerMessage = (event: RelayedEvent, publicUrl: string) => {
  const said = partnerEventOf(event);
  if (!said) return undefined;
  const { name, resourceName, path } = said;
  return { name, body: partnerBody({ name, resourceName, uri: `${publicUrl}${path}`, at: event.at }) };
};
