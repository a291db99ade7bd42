import { formatInstant } from '@kontor/domain/time';
import { type Cell, csvRecord } from '../documents/csv-writer.ts';
import type { LoggedRecord } from './logged-record.ts';

const value = (text: string): Cell => ({ value: text });
const text = (words: string | null): Cell => ({ text: words ?? '' });
const json = (of: unknown): Cell => text(of === null || of === undefined ? null : JSON.stringify(of));

// What others wrote stays text; what we have formed ourselves stands as it is.
const columns: readonly (readonly [name: string, cell: (record: LoggedRecord) => Cell])[] = [
  ['LeafIndex', (record) => value(String(record.leafIndex ?? ''))],
  ['RecordId', (record) => value(record.id)],
  ['At', (record) => value(formatInstant(record.at))],
  ['RecordedAt', (record) => value(formatInstant(record.recordedAt))],
  ['Action', (record) => value(record.action)],
  ['Outcome', (record) => value(record.outcome)],
  ['Customer', (record) => text(record.customerName)],
  ['CustomerId', (record) => value(record.customerId ?? '')],
  ['User', (record) => text(record.user)],
  ['UserId', (record) => value(record.userId ?? '')],
  ['UserErased', (record) => value(String(record.userErased))],
  ['Roles', (record) => text(record.roles.join(' '))],
  ['Application', (record) => text(record.application)],
  ['ClientId', (record) => value(record.clientId ?? '')],
  ['Address', (record) => text(record.address)],
  ['ResourceType', (record) => value(record.resourceType)],
  ['ResourceId', (record) => text(record.resourceId)],
  ['OldValue', (record) => json(record.oldValue)],
  ['NewValue', (record) => json(record.newValue)],
  ['Details', (record) => json(record.details)],
  ['RequestId', (record) => text(record.requestId)],
  ['CorrelationId', (record) => text(record.correlationId)],
];

export const csvHeader = csvRecord(columns.map(([name]) => value(name)));

export const csvLine = (record: LoggedRecord): string => csvRecord(columns.map(([, cell]) => cell(record)));
