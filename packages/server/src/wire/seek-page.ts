import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { type CursorPlace, openCursor, type Position, sealCursor } from '../platform/http/cursor.ts';
import type { Vault } from '../platform/keys/vault.ts';

// Seek paging of the wire (reference 0.5): the token is a header, and links.next says so; its absence is the end.

export type SeekInput = {
  readonly query: Readonly<Record<string, string>>;
  readonly continuationToken: string | undefined;
};
export type SeekSizes = { readonly usual: number; readonly most: number };
export type Seek = { readonly size: number; readonly after: Position | null };
export type SeekRefusal =
  | { readonly code: 'cursor.invalid' }
  | {
      readonly code: 'request.invalid';
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    };

const invalid = (path: string, message: string) =>
  refused({ code: 'request.invalid', errors: [{ path, message }] });

/** Size and position of the page asked for. A size of 0 is the server's own; a larger one than allowed is cut. */
export const readSeek = (
  vault: Vault,
  place: CursorPlace,
  { query, continuationToken }: SeekInput,
  sizes: SeekSizes,
): Decision<Seek, SeekRefusal> => {
  const text = query.size ?? '0';
  if (!/^\d{1,9}$/.test(text)) return invalid('size', 'must be a whole number, 0 or more');
  const size = Number(text) === 0 ? sizes.usual : Math.min(Number(text), sizes.most);
  const operation = (query.seekoperation ?? query.seek_operation ?? 'next').toLowerCase();
  if (operation !== 'next' && operation !== 'first') return invalid('seekOperation', 'must be Next or First');
  if (operation === 'first') return accepted({ size, after: null });
  const opened = openCursor(vault, place, continuationToken ?? query.continuationtoken);
  return opened.accepted ? accepted({ size, after: opened.value }) : opened;
};

export type WireLink = {
  readonly uri: string;
  readonly method: string;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
};

export const link = (uri: string, method = 'GET'): WireLink => ({ uri, method, headers: [] });

export type SeekPage = {
  readonly items: readonly unknown[];
  readonly totalCount: number;
  /** Root-relative, without the version. */
  readonly path: string;
  /** The query that led here, but for the seek's own members. */
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly next: Position | null;
};

const uriOf = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
};

/** A page as clients follow it: `links.next` verbatim, with the token among its headers. */
export const seekCollection = (vault: Vault, place: CursorPlace, page: SeekPage) => {
  const token = page.next === null ? undefined : sealCursor(vault, place, page.next);
  const self = link(uriOf(page.path, page.query));
  const next = token && {
    uri: uriOf(page.path, { ...page.query, seekOperation: 'Next' }),
    method: 'GET',
    headers: [{ key: 'MS-ContinuationToken', value: token }],
  };
  return {
    totalCount: page.totalCount,
    items: page.items,
    ...(token ? { continuationToken: token } : {}),
    links: { self, ...(next ? { next } : {}) },
    attributes: { objectType: 'Collection' },
  };
};
