import type { FieldError } from './json-schema.ts';

// PostgreSQL stores neither U+0000 nor half a surrogate pair; both would otherwise surface as its errors.
const message = 'has a character that cannot be stored (U+0000 or half of a surrogate pair); leave it out';

/** Where in a request a text stands that no database takes. */
export const unstorableText = (value: unknown, path = ''): FieldError[] => {
  if (typeof value === 'string') return isStorable(value) ? [] : [{ path, message }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const place = path === '' ? name : `${path}.${name}`;
    return isStorable(name) ? unstorableText(member, place) : [{ path, message }];
  });
};

const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();
