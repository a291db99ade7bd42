import { timingSafeEqual } from 'node:crypto';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { Vault } from '../keys/vault.ts';

/** Whose list a cursor goes on with; it is worth nothing on any other. */
export type CursorPlace = { readonly accountId: string; readonly list: string };

/** The sort values of the last item of a page, as texts. */
export type Position = readonly string[];

export type CursorRefusal = { readonly code: 'cursor.invalid' };
export type LimitRefusal = {
  readonly code: 'request.invalid';
  readonly errors: readonly { readonly path: string; readonly message: string }[];
};

const sealBytes = 16;
export const pageLimit = { usual: 50, most: 500 } as const;

const sealOf = (vault: Vault, { accountId, list }: CursorPlace, body: string): Buffer =>
  vault.lookupHash(JSON.stringify(['cursor', accountId, list, body])).subarray(0, sealBytes);

/** An opaque text from which the list goes on behind `position`. */
export const sealCursor = (vault: Vault, place: CursorPlace, position: Position): string => {
  const body = JSON.stringify(position);
  return Buffer.concat([sealOf(vault, place, body), Buffer.from(body, 'utf8')]).toString('base64url');
};

/** The position in a cursor that this list gave this account; null at the beginning. */
export const openCursor = (
  vault: Vault,
  place: CursorPlace,
  text: string | undefined,
): Decision<Position | null, CursorRefusal> => {
  if (text === undefined || text === '') return accepted(null);
  const bytes = Buffer.from(text, 'base64url');
  const body = bytes.subarray(sealBytes).toString('utf8');
  const seal = bytes.subarray(0, sealBytes);
  if (seal.length < sealBytes || !timingSafeEqual(seal, sealOf(vault, place, body)))
    return refused({ code: 'cursor.invalid' });
  return accepted(JSON.parse(body) as Position); // sealed by us, so it is what we wrote
};

/** `?limit=` of the Kontor API: 1 to 500 items, 50 when left out. */
export const limitFrom = (text: string | undefined): Decision<number, LimitRefusal> => {
  const limit = text === undefined || text === '' ? pageLimit.usual : Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= pageLimit.most) return accepted(limit);
  return refused({
    code: 'request.invalid',
    errors: [{ path: 'limit', message: `must be a whole number from 1 to ${pageLimit.most}` }],
  });
};

/** Of `limit + 1` rows read, the page, and whether there is more behind it. */
export const pageOf = <R>(
  rows: readonly R[],
  limit: number,
): { readonly items: R[]; readonly last: R | null } => {
  const items = rows.slice(0, limit);
  return { items, last: rows.length > limit ? (items.at(-1) ?? null) : null };
};
