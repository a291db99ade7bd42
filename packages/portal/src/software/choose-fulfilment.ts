import type { Fulfilment } from '../api/types.ts';

export type Question = 'version' | 'language' | 'bitness';
const order = ['version', 'language', 'bitness'] as const;

/** What most people want first: 64 bit, in the reader's language where there is one, of the version listed first. */
export function firstChoice(fulfilments: readonly Fulfilment[], language: string): Fulfilment | undefined {
  const ofVersion = fulfilments.filter((each) => each.version === fulfilments[0]?.version);
  const score = (each: Fulfilment) =>
    (each.language.split('-')[0] === language ? 2 : 0) + (each.bitness === '64' ? 1 : 0);
  return [...ofVersion].sort((a, b) => score(b) - score(a))[0];
}

/** Answers that exist given the answers before: languages of this version, bits of this version and language. */
export function answers<Q extends Question>(
  fulfilments: readonly Fulfilment[],
  chosen: Fulfilment,
  question: Q,
): readonly Fulfilment[Q][] {
  const before = order.slice(0, order.indexOf(question));
  const fitting = fulfilments.filter((each) => before.every((key) => each[key] === chosen[key]));
  return [...new Set(fitting.map((each) => each[question]))];
}

/** The combination with this answer that keeps as much as possible of what was chosen; it always exists. */
export function withAnswer(
  fulfilments: readonly Fulfilment[],
  chosen: Fulfilment,
  question: Question,
  answer: string,
): Fulfilment {
  const before = order.slice(0, order.indexOf(question));
  const after = order.slice(order.indexOf(question) + 1);
  const fitting = fulfilments.filter(
    (each) => each[question] === answer && before.every((key) => each[key] === chosen[key]),
  );
  const kept = after.reduce<readonly Fulfilment[]>((left, key) => {
    const same = left.filter((each) => each[key] === chosen[key]);
    return same.length > 0 ? same : left;
  }, fitting);
  return kept[0] ?? chosen;
}
