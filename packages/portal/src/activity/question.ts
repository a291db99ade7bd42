import type { ActivityView } from '../api/types.ts';
import { oneOf, type UrlSearch } from '../ui/url-state.ts';
import { actionsOf, type Preset, presets, type Range, ranges, spanOf } from './presets.ts';

/** What the address asks of the log. */
export type LogQuestion = {
  readonly preset: Preset;
  readonly range: Range;
  /** In the words of the API, without page and account. */
  readonly filter: {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly action?: string | undefined;
    readonly customerId?: string | undefined;
    readonly user?: string | undefined;
    readonly resource?: string | undefined;
    readonly outcome?: 'succeeded' | 'refused' | undefined;
    readonly text?: string | undefined;
  };
};

/** The names in the address of everything that a question is made of. */
export const questionNames = [
  'preset',
  'range',
  'from',
  'to',
  'action',
  'customer',
  'user',
  'resource',
  'outcome',
  'text',
] as const;
const outcomes = ['succeeded', 'refused'] as const;
type QuestionName = (typeof questionNames)[number];

/** Reads a question from an address, which may hold anything; `now` is the account's. */
export function questionOf(search: UrlSearch, now: string): LogQuestion {
  const preset = oneOf(search.preset, presets) ?? 'keys';
  const range = oneOf(search.range, ranges) ?? 'month';
  const span = range === 'custom' ? { from: search.from, to: search.to } : spanOf(range, now);
  const filter = {
    ...span,
    action: search.action ?? actionsOf(preset),
    customerId: search.customer,
    user: search.user,
    resource: search.resource,
    outcome: oneOf(search.outcome, outcomes),
    text: search.text,
  };
  return { preset, range, filter };
}

/** A view as it is saved: the words of the address, those of the API where they differ. */
type SavedQuery = ActivityView['query'];

export function savedQueryOf(search: UrlSearch): SavedQuery {
  const { customer, outcome, ...others } = pick(search);
  const known = oneOf(outcome, outcomes);
  return { ...others, ...(known ? { outcome: known } : {}), ...(customer ? { customerId: customer } : {}) };
}

/** The address of a saved view, with nothing left of the question before. */
export function searchOfView(query: SavedQuery): Record<QuestionName, string | undefined> {
  const { customerId, ...others } = query;
  const search: Readonly<Record<string, string | undefined>> = { ...others, customer: customerId };
  return Object.fromEntries(questionNames.map((name) => [name, search[name]])) as Record<
    QuestionName,
    string | undefined
  >; // one for each name
}

function pick(search: UrlSearch): UrlSearch {
  return Object.fromEntries(questionNames.flatMap((name) => (search[name] ? [[name, search[name]]] : [])));
}
