import type { Action } from '@kontor/domain/activity/actions';
import type { MessageKey } from '../locales/messages.ts';
import type { Translate } from '../ui/reader.ts';

/** An act in the reader's words; one that is newer than this page keeps its name. */
export function actionWords(action: string, t: Translate): string {
  const key: `action.${Action}` = `action.${action as Action}`; // compared with what comes back below
  const words = t(key satisfies MessageKey);
  return words === key ? action : words;
}
