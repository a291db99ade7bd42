import type { Action, ResourceType } from '@kontor/domain/activity/actions';
import type { Leaf } from '@kontor/domain/activity/leaf';
import { type Json, pointerStep } from '@kontor/domain/activity/personal';
import { type Instant, instant } from '@kontor/domain/time';

/** A record as its readers see it, whether it has a number already or not: personal words are in their places. */
export type LoggedRecord = {
  readonly id: string;
  /** The account's time. */
  readonly at: Instant;
  /** Real time. */
  readonly recordedAt: Instant;
  readonly leafIndex: number | null;
  readonly action: Action;
  readonly outcome: 'succeeded' | 'refused';
  readonly resourceType: ResourceType;
  readonly resourceId: string;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly userId: string | null;
  readonly user: string | null;
  /** Who it was has been forgotten. */
  readonly userErased: boolean;
  readonly application: string | null;
  readonly clientId: string | null;
  readonly roles: readonly string[];
  readonly address: string | null;
  readonly requestId: string;
  readonly correlationId: string;
  readonly oldValue: unknown;
  readonly newValue: unknown;
  readonly details: Readonly<Record<string, unknown>>;
};

/** Words of a record by their JSON pointers in its leaf. */
export type Words = Readonly<Record<string, Json>>;

export type NumberedRow = {
  readonly id: string;
  readonly at: Instant;
  readonly leaf: string;
  readonly personal: Words | null;
};

export const numberedRecord = ({ at, leaf: text, personal }: NumberedRow): LoggedRecord => {
  const leaf = JSON.parse(text) as Leaf; // the sequencer wrote it
  const words = personal ?? {};
  const name = leaf.user?.name ?? null;
  const user = name === null ? null : wordAt(words, '/user/name');
  return {
    id: leaf.id,
    at,
    recordedAt: instant(Date.parse(leaf.recordedAt)),
    leafIndex: leaf.leafIndex,
    action: leaf.action as Action, // acts write nothing else
    outcome: leaf.outcome === 'refused' ? 'refused' : 'succeeded',
    resourceType: leaf.resourceType as ResourceType, // the same
    resourceId: leaf.resourceId,
    customerId: leaf.customerId,
    customerName: leaf.customerName,
    userId: leaf.user?.id ?? null,
    user,
    userErased: name !== null && user === null,
    application: leaf.application,
    clientId: leaf.clientId,
    roles: leaf.roles,
    address: leaf.address === null ? null : wordAt(words, '/address'),
    requestId: leaf.requestId ?? '',
    correlationId: leaf.correlationId ?? '',
    oldValue: withWords(leaf.oldValue, '/oldValue', words),
    newValue: withWords(leaf.newValue, '/newValue', words),
    details: objectOf(withWords(leaf.details, '/details', words)),
  };
};

export type WaitingRow = {
  readonly id: string;
  readonly at: Instant;
  readonly recorded_at: Instant;
  readonly action: Action;
  readonly outcome: 'succeeded' | 'refused';
  readonly resource_type: ResourceType;
  readonly resource_id: string;
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly client_id: string | null;
  readonly application: string | null;
  readonly roles: readonly string[];
  readonly address: string;
  readonly request_id: string;
  readonly correlation_id: string;
  readonly old_value: unknown;
  readonly new_value: unknown;
  readonly details: Readonly<Record<string, unknown>>;
};

/** A record that waits for its number. */
export const waitingRecord = (row: WaitingRow): LoggedRecord => ({
  id: row.id,
  at: row.at,
  recordedAt: row.recorded_at,
  leafIndex: null,
  action: row.action,
  outcome: row.outcome,
  resourceType: row.resource_type,
  resourceId: row.resource_id,
  customerId: row.customer_id,
  customerName: row.customer_name,
  userId: row.person_id,
  user: row.person_name,
  userErased: false,
  application: row.application,
  clientId: row.client_id,
  roles: row.roles,
  address: row.address === '' ? null : row.address,
  requestId: row.request_id,
  correlationId: row.correlation_id,
  oldValue: row.old_value,
  newValue: row.new_value,
  details: row.details,
});

const wordAt = (words: Words, path: string): string | null => {
  const word = words[path];
  return typeof word === 'string' ? word : null;
};

const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {});

/** Whether this stands where a personal word stood. */
const isCommitment = (value: Readonly<Record<string, Json>>): boolean => {
  const names = Object.keys(value);
  return names.length === 1 && typeof value.commitment === 'string';
};

/** The value with its words back in place; null for each that was forgotten. */
const withWords = (value: Json, path: string, words: Words): Json => {
  if (Array.isArray(value))
    return value.map((item: Json, index) => withWords(item, `${path}/${index}`, words));
  if (!isObject(value)) return value;
  if (isCommitment(value)) return words[path] ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withWords(member, path + pointerStep(name), words)]),
  );
};
