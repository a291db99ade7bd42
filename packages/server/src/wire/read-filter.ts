import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { snakeCase } from '../platform/http/normalise.ts';

/** A filter of the wire, its field and operator in snake_case whatever the client's spelling (reference 0.6). */
export type WireFilter = { readonly field: string; readonly operator: string; readonly value: string };

export type FilterRefusal = {
  readonly code: 'request.invalid';
  readonly errors: readonly { readonly path: string; readonly message: string }[];
};

export const filterRefused = (message: string) =>
  refused({ code: 'request.invalid', errors: [{ path: 'filter', message }] });

const unreadable = 'must be JSON with Field, Operator and Value, URL-encoded';

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Reads `filter=`; null when there is none. */
export const readFilter = (text: string | undefined): Decision<WireFilter | null, FilterRefusal> => {
  if (text === undefined) return accepted(null);
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return filterRefused(unreadable);
  const members = new Map(Object.entries(json).map(([name, value]) => [name.toLowerCase(), value]));
  const [field, operator, value] = ['field', 'operator', 'value'].map((name) => members.get(name));
  if (typeof field !== 'string' || typeof operator !== 'string' || typeof value !== 'string')
    return filterRefused(unreadable);
  return accepted({ field: snakeCase(field), operator: snakeCase(operator), value });
};
