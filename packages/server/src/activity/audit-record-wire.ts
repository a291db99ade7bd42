import { createHash } from 'node:crypto';
import { type Action, isOwnAction } from '@kontor/domain/activity/actions';
import { formatInstant } from '@kontor/domain/time';
import type { ActivityRow } from './activity-store.ts';
import { customizedData } from './audit-customized-data.ts';
import { resourceValue } from './audit-resource-value.ts';

/** .NET counts 100 nanoseconds from year 1. */
const ticksAtEpoch = 621_355_968_000_000_000n;
const ticksPerMillisecond = 10_000n;

// Records of one millisecond are told apart by what the wire prints below it; the fraction comes from the id.
const fractionOf = (row: ActivityRow): number =>
  createHash('sha256').update(row.id).digest().readUInt32BE(0) % Number(ticksPerMillisecond);

const ticksOf = (row: ActivityRow): bigint =>
  BigInt(row.at) * ticksPerMillisecond + ticksAtEpoch + BigInt(fractionOf(row));

const dateOf = (row: ActivityRow): string =>
  `${formatInstant(row.at).slice(0, -1)}${String(fractionOf(row)).padStart(4, '0')}Z`;

/** A download is an act of its own for us, and for the wire the link it came by (product 5). */
const operationOf = (action: Action): string => (isOwnAction(action) ? 'get_software_download_link' : action);

const withoutUnderscores = (text: string): string => text.replaceAll('_', '');

/** Members in the order of the recorded service; what is not known is left out (reference 9). */
export const auditRecord = (row: ActivityRow, partnerId: string) => {
  const operation = operationOf(row.action);
  const parts = [
    partnerId,
    row.customer_id ?? partnerId,
    withoutUnderscores(row.resource_type),
    withoutUnderscores(operation),
    ticksOf(row),
  ];
  return {
    id: parts.join('_').toLowerCase(),
    partnerId,
    ...(row.customer_id === null ? {} : { customerId: row.customer_id }),
    ...(row.customer_name === null ? {} : { customerName: row.customer_name }),
    userPrincipalName: row.person_name ?? row.application ?? '',
    applicationId: row.client_id ?? 'Kontor Portal',
    sessionId: row.request_id,
    resourceType: row.resource_type,
    ...(row.old_value === null ? {} : { resourceOldValue: resourceValue(row, row.old_value) }),
    resourceNewValue: resourceValue(row, row.new_value),
    operationType: operation,
    originalCorrelationId: row.correlation_id,
    operationDate: dateOf(row),
    operationStatus: row.outcome === 'succeeded' ? 'succeeded' : 'failed',
    customizedData: customizedData(row),
    attributes: { objectType: 'AuditRecord' },
  };
};
