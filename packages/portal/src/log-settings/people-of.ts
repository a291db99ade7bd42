import { actions, resourceOfAction } from '@kontor/domain/activity/actions';
import type { ActivityRecord } from '../api/types.ts';

/** Somebody whom the log names. */
export type LoggedPerson = { readonly id: string; readonly name: string; readonly lastAt: string | null };

/** Acts upon a person, whose records name somebody besides who acted. */
export const personActs: readonly string[] = actions.filter((action) => isPerson(resourceOfAction[action]));

function isPerson(resourceType: string): boolean {
  return resourceType === 'customer_user' || resourceType === 'partner_user';
}

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id that a text is; undefined where it is none. */
export function idFrom(text: string): string | undefined {
  return idPattern.test(text.trim()) ? text.trim().toLowerCase() : undefined;
}

type Known = Pick<
  ActivityRecord,
  'at' | 'userId' | 'user' | 'resourceType' | 'resourceId' | 'oldValue' | 'newValue' | 'details'
>;

/** Those who acted and those acted upon whose name holds the text; each once, with their latest record. */
export function peopleOf(records: readonly Known[], wanted: string): readonly LoggedPerson[] {
  const found = new Map<string, LoggedPerson>();
  const part = wanted.trim().toLowerCase();
  const note = (id: string | null, name: string | null | undefined, at: string) => {
    if (!id || !name?.toLowerCase().includes(part)) return;
    const known = found.get(id);
    if (!known || (known.lastAt ?? '') < at) found.set(id, { id, name, lastAt: at });
  };
  for (const record of records) {
    const { userId, user, at, resourceType, resourceId, oldValue, newValue, details } = record;
    note(userId, user, at);
    if (isPerson(resourceType) && idFrom(resourceId))
      note(resourceId, addressIn([newValue, details, oldValue]), at);
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

const addressNames = ['email', 'userPrincipalName', 'userName'];

function addressIn(values: readonly unknown[]): string | undefined {
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, each] of Object.entries(value))
      if (addressNames.includes(name) && typeof each === 'string' && each !== '') return each;
  }
  return undefined;
}
