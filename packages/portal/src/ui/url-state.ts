import { useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

export type UrlSearch = Readonly<Record<string, string | undefined>>;
type Patch = Readonly<Record<string, string | undefined>>;

/** Filters, sort and page live in the address; a change of a filter goes back to the first page. */
export function useUrlSearch(): readonly [UrlSearch, (patch: Patch, how?: 'push' | 'replace') => void] {
  const navigate = useNavigate();
  const text = useLocation({ select: (location) => location.searchStr });
  const search = useMemo(() => parseSearch(text), [text]);
  const change = useCallback(
    (patch: Patch, how: 'push' | 'replace' = 'push') => {
      const page = 'cursor' in patch ? {} : { cursor: undefined };
      const next = Object.entries({ ...search, ...page, ...patch }).filter(([, value]) => value);
      // Addresses are checked where they are read; the router's own search types are not used.
      navigate({ to: '.', search: Object.fromEntries(next) as never, replace: how === 'replace' });
    },
    [navigate, search],
  );
  return [search, change];
}

/** Search text is kept as text: an order number of digits must not become a number. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

/** The value if it is one of those known, otherwise undefined: an address may hold anything. */
export function oneOf<T extends string>(value: string | undefined, known: readonly T[]): T | undefined {
  return known.find((each) => each === value);
}

export function usePathParam(
  name: 'customerId' | 'orderId' | 'partnerId' | 'invoiceId' | 'runId' | 'importId' | 'requestId',
): string {
  const params: Readonly<Record<string, string | undefined>> = useParams({ strict: false });
  const value = params[name];
  if (value === undefined) throw new Error(`no ${name} in this address`);
  return value;
}
