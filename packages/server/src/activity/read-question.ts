import { type Action, isResourceType, parseAction } from '@kontor/domain/activity/actions';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { Instant } from '@kontor/domain/time';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { searchable } from '../platform/http/searchable.ts';
import { type RangeRefusal, rangeFrom } from './activity-range.ts';
import type { ActivityQuestion } from './read-activity-store.ts';

/** A question as it is written in an address. */
export type QuestionQuery = {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** One action, or several with commas between. */
  readonly action?: string | undefined;
  readonly customerId?: string | undefined;
  readonly user?: string | undefined;
  /** An id, or a type of resource. */
  readonly resource?: string | undefined;
  readonly outcome?: 'succeeded' | 'refused' | undefined;
  readonly text?: string | undefined;
};

export type QuestionRefusal =
  | RangeRefusal
  | { readonly code: 'activity.action_unknown'; readonly actions: readonly string[] };

export const readQuestion = (
  query: QuestionQuery,
  now: Instant,
): Decision<ActivityQuestion, QuestionRefusal> => {
  const actions = actionsFrom(query.action);
  if (!actions.accepted) return actions;
  const range = rangeFrom(query, now);
  if (!range.accepted) return range;
  const resource = searchable(query.resource);
  const isType = resource !== null && isResourceType(resource);
  return accepted({
    ...range.value,
    actions: actions.value,
    resourceTypes: isType ? [resource] : null,
    resourceId: isType ? null : resource,
    customerId: query.customerId ? customerIdFrom(query.customerId) : null,
    customerName: null,
    user: searchable(query.user),
    outcome: query.outcome ?? null,
    text: searchable(query.text),
  });
};

const actionsFrom = (text: string | undefined): Decision<readonly Action[] | null, QuestionRefusal> => {
  const names = (text ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  if (names.length === 0) return accepted(null);
  const unknown = names.filter((name) => parseAction(name) === undefined);
  if (unknown.length > 0) return refused({ code: 'activity.action_unknown', actions: unknown });
  return accepted([...new Set(names.flatMap((name) => parseAction(name) ?? []))]);
};
