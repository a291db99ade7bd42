import { formatInstant, type Instant } from '../time.ts';
import { type Commitment, type Json, withoutWords } from './personal.ts';

/** An act as it was written down, before it has a number. */
export type ActivityRecord = {
  readonly accountId: string;
  readonly id: string;
  /** The account's time. */
  readonly at: Instant;
  /** Real time. */
  readonly recordedAt: Instant;
  readonly action: string;
  readonly outcome: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly personId: string | null;
  readonly personName: string | null;
  readonly clientId: string | null;
  readonly application: string | null;
  readonly roles: readonly string[];
  /** '' where no request came from anywhere. */
  readonly address: string;
  readonly requestId: string;
  readonly correlationId: string;
  readonly oldValue: Json;
  readonly newValue: Json;
  readonly details: Json;
};

/** Version 1 of what is hashed and exported: these members, null when absent. */
export type Leaf = {
  readonly v: 1;
  readonly accountId: string;
  readonly leafIndex: number;
  readonly id: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly action: string;
  readonly outcome: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly user: { readonly id: string | null; readonly name: Commitment | null } | null;
  readonly clientId: string | null;
  readonly application: string | null;
  readonly roles: readonly string[];
  readonly address: Commitment | null;
  readonly requestId: string | null;
  readonly correlationId: string | null;
  readonly oldValue: Json;
  readonly newValue: Json;
  readonly details: Json;
};

/** Whose salt hides the words of a record: who acted, and whom it is about where that is somebody else. */
export type Subjects = { readonly actor: string; readonly about: string | null };

/** Paths of the words that belong to who acted; all others belong to whom the record is about. */
export const actorPaths = ['/user/name', '/address'] as const;

const aboutPeople: ReadonlySet<string> = new Set(['customer_user', 'partner_user']);
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The record's own id stands for an actor of whom nothing is known. */
export function subjectsOf(record: ActivityRecord): Subjects {
  const about = aboutPeople.has(record.resourceType) && uuid.test(record.resourceId);
  return {
    actor: record.personId ?? record.clientId ?? record.id,
    about: about ? record.resourceId : null,
  };
}

/** The leaf of a record at its place; `commit` gives the commitment of each personal word at its path. */
export function leafOf(
  record: ActivityRecord,
  leafIndex: number,
  commit: (path: string, word: Json) => Commitment,
): Leaf {
  const { personId, personName } = record;
  return {
    v: 1,
    accountId: record.accountId,
    leafIndex,
    id: record.id,
    at: formatInstant(record.at),
    recordedAt: formatInstant(record.recordedAt),
    action: record.action,
    outcome: record.outcome,
    resourceType: record.resourceType,
    resourceId: record.resourceId,
    customerId: record.customerId,
    customerName: record.customerName,
    user:
      personId === null && personName === null
        ? null
        : { id: personId, name: personName === null ? null : commit('/user/name', personName) },
    clientId: record.clientId,
    application: record.application,
    roles: record.roles,
    address: record.address === '' ? null : commit('/address', record.address),
    requestId: record.requestId === '' ? null : record.requestId,
    correlationId: record.correlationId === '' ? null : record.correlationId,
    oldValue: withoutWords(record.oldValue, '/oldValue', commit),
    newValue: withoutWords(record.newValue, '/newValue', commit),
    details: withoutWords(record.details, '/details', commit),
  };
}
