import { createHash } from 'node:crypto';
import { type Action, isOwnAction } from '@kontor/domain/activity/actions';
import { formatInstant, type Instant, instant } from '@kontor/domain/time';
import { withinCalendar } from './activity-range.ts';
import { customizedData } from './audit-customized-data.ts';
import { resourceValue } from './audit-resource-value.ts';
import type { LoggedRecord } from './logged-record.ts';

/** .NET counts 100 nanoseconds from year 1. */
const ticksAtEpoch = 621_355_968_000_000_000n;
const ticksPerMillisecond = 10_000n;

// Records of one millisecond are told apart by what the wire prints below it; the fraction comes from the id.
const fractionOf = (record: LoggedRecord): number =>
  createHash('sha256').update(record.id).digest().readUInt32BE(0) % Number(ticksPerMillisecond);

const ticksOf = (record: LoggedRecord): bigint =>
  BigInt(record.at) * ticksPerMillisecond + ticksAtEpoch + BigInt(fractionOf(record));

const dateOf = (record: LoggedRecord): string =>
  `${formatInstant(record.at).slice(0, -1)}${String(fractionOf(record)).padStart(4, '0')}Z`;

/** A download is an act of its own for us, and for the wire the link it came by (product 5). */
const operationOf = (action: Action): string => (isOwnAction(action) ? 'get_software_download_link' : action);

const withoutUnderscores = (text: string): string => text.replaceAll('_', '');

/** Lower case, without underscores inside its parts (reference 9). */
export const auditRecordId = (record: LoggedRecord, partnerId: string): string => {
  const parts = [
    partnerId,
    record.customerId ?? partnerId,
    withoutUnderscores(record.resourceType),
    withoutUnderscores(operationOf(record.action)),
    ticksOf(record),
  ];
  return parts.join('_').toLowerCase();
};

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const auditId = new RegExp(`^(${uuid})_(${uuid})_[a-z]+_[a-z]+_(\\d{18,19})$`, 'i');

export type AuditIdParts = { readonly partnerId: string; readonly customerId: string; readonly at: Instant };

/** What the id of a record says of it; undefined when it is none. */
export const partsOfAuditId = (id: string): AuditIdParts | undefined => {
  const [, partnerId, customerId, ticks] = auditId.exec(id) ?? [];
  if (partnerId === undefined || customerId === undefined || ticks === undefined) return undefined;
  const at = withinCalendar(instant(Number((BigInt(ticks) - ticksAtEpoch) / ticksPerMillisecond)));
  if (at === undefined) return undefined;
  return { partnerId: partnerId.toLowerCase(), customerId: customerId.toLowerCase(), at };
};

/** Members in the order of the recorded service; what is not known is left out (reference 9). */
export const auditRecord = (record: LoggedRecord, partnerId: string) => {
  const operation = operationOf(record.action);
  return {
    id: auditRecordId(record, partnerId),
    partnerId,
    ...(record.customerId === null ? {} : { customerId: record.customerId }),
    ...(record.customerName === null ? {} : { customerName: record.customerName }),
    userPrincipalName: record.user ?? record.application ?? '',
    applicationId: record.clientId ?? 'Kontor Portal',
    sessionId: record.requestId,
    resourceType: record.resourceType,
    ...(record.oldValue === null ? {} : { resourceOldValue: resourceValue(record, record.oldValue) }),
    resourceNewValue: resourceValue(record, record.newValue),
    operationType: operation,
    originalCorrelationId: record.correlationId,
    operationDate: dateOf(record),
    operationStatus: record.outcome === 'succeeded' ? 'succeeded' : 'failed',
    customizedData: customizedData(record),
    attributes: { objectType: 'AuditRecord' },
  };
};
