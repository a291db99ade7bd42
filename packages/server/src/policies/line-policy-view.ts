import type { AnswerOf } from '@kontor/contract/operation';
import type { getLinePolicy } from '@kontor/contract/policies';
import { type Duration, formatInstant, parseDuration } from '@kontor/domain/time';
import type { LinePolicy } from './line-policy.ts';
import type { LinePolicyRow } from './policy-store.ts';

type View = AnswerOf<typeof getLinePolicy>;

export const linePolicyView = ({ line, cappedByTerm }: LinePolicy): View => {
  const { cancellable_until: until, closed_on: closedOn } = line;
  const policy = policyPart(line, cappedByTerm);
  return {
    cancellable: until !== null,
    ...(until === null ? {} : { cancellableUntil: formatInstant(until) }),
    ...(closedOn === null ? {} : { closedOn }),
    ...(policy === undefined ? {} : { policy }),
    family: line.family,
    rule: ruleInWords(line, cappedByTerm),
  };
};

const policyPart = (line: LinePolicyRow, cappedByTerm: boolean): View['policy'] => {
  const { id, version, zone, credit, effective_from: effectiveFrom } = line;
  if (id === null || version === null || zone === null || credit === null || effectiveFrom === null)
    return undefined;
  return {
    id,
    version,
    window: line.cancellation_window,
    credit,
    zone,
    effectiveFrom: formatInstant(effectiveFrom),
    extended: line.extended,
    cappedByTerm,
  };
};

const ruleInWords = (line: LinePolicyRow, cappedByTerm: boolean): string => {
  const window = line.cancellation_window === null ? undefined : parseDuration(line.cancellation_window);
  if (line.cancellable_until === null || !window) return neverInWords(line);
  const credit =
    line.credit === 'full'
      ? 'all that was charged is credited'
      : 'the unused days of what was charged are credited';
  return [
    `Cancellable for ${lengthInWords(window)} after the purchase (${countedInWords(window, line)}); ${credit}.`,
    ...(line.extended ? ['The window was lengthened after the purchase.'] : []),
    ...(cappedByTerm ? ['It ends with the term.'] : []),
  ].join(' ');
};

const neverInWords = ({ family }: LinePolicyRow): string => {
  switch (family) {
    case 'software_plan':
      return 'A software plan is never cancelled.';
    case 'reservation':
      return 'A reservation is given back by its refund policy, not by a window.';
    default:
      return 'No policy that was in force at the purchase allows a cancel.';
  }
};

const lengthInWords = ({ years, months, days, hours, minutes, seconds }: Duration): string => {
  const parts = [
    [years, 'year'],
    [months, 'month'],
    [days, 'day'],
    [hours, 'hour'],
    [minutes, 'minute'],
    [seconds, 'second'],
  ] as const;
  const named = parts.filter(([count]) => count > 0);
  if (named.length === 0) return '0 days';
  return named.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(' ');
};

const countedInWords = ({ kind }: Duration, { zone }: LinePolicyRow): string =>
  kind === 'exact' ? 'exact time' : `calendar days of ${zone ?? 'UTC'}, the last one whole`;
