import { supportStatuses } from '@kontor/domain/support/support-status';
import type { SupportItem } from '../api/types.ts';

type Queued = Pick<SupportItem, 'status' | 'target' | 'updatedAt'>;

/** What waits for an answer first, by when it is due; then the rest, the newest change first. */
export function inQueueOrder<Request extends Queued>(requests: readonly Request[]): readonly Request[] {
  return [...requests].sort(
    (a, b) =>
      supportStatuses.indexOf(a.status) - supportStatuses.indexOf(b.status) ||
      due(a).localeCompare(due(b)) ||
      b.updatedAt.localeCompare(a.updatedAt),
  );
}

/** Instants as the server writes them sort as text; what is not due stands behind what is. */
const due = ({ target }: Queued): string =>
  target.status === 'running' && target.dueAt !== undefined ? target.dueAt : '9999';
