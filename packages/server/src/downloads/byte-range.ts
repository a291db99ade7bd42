/** What of a file is asked for; positions are inclusive. */
export type AskedRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

const whole = { kind: 'whole' } as const;
const unsatisfiable = { kind: 'unsatisfiable' } as const;

/**
 * Reads a Range header (RFC 9110, 14.2). Another unit or broken syntax asks for the whole, as the standard says;
 * several ranges at once are not offered and refused, so that nobody takes a multipart answer for the file.
 */
export const readRange = (header: string | undefined, size: number): AskedRange => {
  const [, list] = /^bytes=(.*)$/i.exec(header?.trim() ?? '') ?? [];
  if (list === undefined) return whole;
  if (list.includes(',')) return unsatisfiable;
  const [, first = '', last = ''] = /^(\d*)-(\d*)$/.exec(list.trim()) ?? [];
  if (first === '' && last === '') return whole;
  if (first === '')
    return Number(last) === 0 ? unsatisfiable : part(Math.max(size - Number(last), 0), size - 1);
  if (last !== '' && Number(last) < Number(first)) return whole;
  if (Number(first) >= size) return unsatisfiable;
  return part(Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1));
};

const part = (start: number, end: number): AskedRange => ({ kind: 'part', start, end });

export type Validators = { readonly etag: string; readonly lastModified: string };

/** Whether a part may be sent: without If-Range always, else only of the very file the client has begun with. */
export const ifRangeHolds = (header: string | undefined, { etag, lastModified }: Validators): boolean =>
  header === undefined || header.trim() === etag || header.trim() === lastModified;

/** Whether the client has the file already (If-None-Match, weakly compared; else If-Modified-Since). */
export const isUnchanged = (
  headers: { readonly ifNoneMatch: string | undefined; readonly ifModifiedSince: string | undefined },
  { etag, lastModified }: Validators,
): boolean => {
  if (headers.ifNoneMatch !== undefined) {
    const given = headers.ifNoneMatch.split(',').map((entry) => entry.trim().replace(/^W\//, ''));
    return given.includes('*') || given.includes(etag);
  }
  const since = Date.parse(headers.ifModifiedSince ?? '');
  return !Number.isNaN(since) && Date.parse(lastModified) <= since;
};
