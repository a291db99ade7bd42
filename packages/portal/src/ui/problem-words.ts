import type { ProblemDetails } from '@kontor/contract/client';
import type { MessageKey } from '../locales/messages.ts';
import type { Translate } from './reader.ts';

/** Words for a problem in the reader's language; one that is newer than this page keeps the server's words. */
export function problemWords(problem: ProblemDetails, t: Translate): string {
  const key = `problem.${problem.code}`;
  const words = t(key as MessageKey); // an unknown key comes back as it is
  return words === key ? problem.detail : words;
}
