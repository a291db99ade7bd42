import type { listActivity } from '@kontor/contract/activity';
import type { AnswerOf } from '@kontor/contract/operation';
import { formatInstant } from '@kontor/domain/time';
import type { ActivityRow } from './activity-store.ts';

export const activityView = (row: ActivityRow): AnswerOf<typeof listActivity>['items'][number] => ({
  id: row.id,
  at: formatInstant(row.at),
  action: row.action,
  resourceType: row.resource_type,
  resourceId: row.resource_id,
  customerId: row.customer_id,
  customerName: row.customer_name,
  user: row.person_name,
  application: row.application ?? row.client_id,
  details: row.details,
  // Until the sequencer has given it its place in the log.
  leafIndex: null,
});
