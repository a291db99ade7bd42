import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { link } from './seek-page.ts';

// Index paging of the wire (reference 0.5): a size and an offset in the address; links.next carries the next one.

export type IndexPlace = { readonly size: number; readonly offset: number };
export type IndexRefusal = {
  readonly code: 'request.invalid';
  readonly errors: readonly { readonly path: string; readonly message: string }[];
};

/** A size of 0 is the server's own; a larger one than allowed is cut. */
export const readIndex = (
  query: Readonly<Record<string, string>>,
  sizes: { readonly usual: number; readonly most: number },
): Decision<IndexPlace, IndexRefusal> => {
  for (const name of ['size', 'offset'])
    if (!/^\d{1,9}$/.test(query[name] ?? '0'))
      return refused({
        code: 'request.invalid',
        errors: [{ path: name, message: 'must be a whole number, 0 or more' }],
      });
  const size = Number(query.size ?? '0');
  return accepted({
    size: size === 0 ? sizes.usual : Math.min(size, sizes.most),
    offset: Number(query.offset ?? '0'),
  });
};

export type IndexPage = IndexPlace & {
  readonly items: readonly unknown[];
  readonly totalCount: number;
  /** Root-relative, without the version. */
  readonly path: string;
  /** The query that led here, but for size and offset. */
  readonly query: Readonly<Record<string, string | undefined>>;
};

export const indexCollection = ({ items, totalCount, path, query, size, offset }: IndexPage) => {
  const at = (from: number) => {
    const pairs = { ...query, size: String(size), offset: String(from) };
    const known = Object.entries(pairs).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return link(`${path}?${new URLSearchParams(known)}`);
  };
  return {
    totalCount,
    items,
    links: {
      self: at(offset),
      ...(offset + items.length < totalCount && items.length > 0 ? { next: at(offset + size) } : {}),
      ...(offset > 0 ? { previous: at(Math.max(offset - size, 0)) } : {}),
    },
    attributes: { objectType: 'Collection' },
  };
};
