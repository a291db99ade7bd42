import type { getActivityRecord, saveActivityView } from '@kontor/contract/activity';
import type { AnswerOf } from '@kontor/contract/operation';
import { formatInstant } from '@kontor/domain/time';
import type { LoggedRecord } from './logged-record.ts';
import type { SavedViewRow } from './saved-view-store.ts';

export const activityView = (record: LoggedRecord): AnswerOf<typeof getActivityRecord> => ({
  id: record.id,
  at: formatInstant(record.at),
  recordedAt: formatInstant(record.recordedAt),
  action: record.action,
  outcome: record.outcome,
  resourceType: record.resourceType,
  resourceId: record.resourceId,
  customerId: record.customerId,
  customerName: record.customerName,
  userId: record.userId,
  user: record.user,
  userErased: record.userErased,
  application: record.application ?? record.clientId,
  clientId: record.clientId,
  roles: [...record.roles],
  address: record.address,
  requestId: record.requestId,
  correlationId: record.correlationId,
  oldValue: record.oldValue,
  newValue: record.newValue,
  details: { ...record.details },
  leafIndex: record.leafIndex,
});

export const savedView = (view: SavedViewRow): AnswerOf<typeof saveActivityView> => ({
  id: view.id,
  name: view.name,
  query: view.query,
  createdAt: formatInstant(view.created_at),
});
