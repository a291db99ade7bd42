import pg from 'pg';

const oid = { int8: 20, int8Array: 1016, date: 1082, dateArray: 1182, timestamp: 1114, timestampArray: 1115 };
const timestamptzOid = 1184;
const timestamptzArrayOid = 1185;
const textArrayOid = 1009;

type Parse = (text: string) => unknown;

const asText: Parse = (text) => text;
// pg's types know no array ids; its parser for text[] answers a list of texts and nulls.
const parseTextArray: (text: string) => (string | null)[] = pg.types.getTypeParser(
  textArrayOid as 25,
  'text',
);

function eachOf(parse: Parse): Parse {
  return (text) => parseTextArray(text).map((item) => (item === null ? null : parse(item)));
}

const infinities = new Map([
  ['infinity', Number.POSITIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
]);

/**
 * Milliseconds since 1970 UTC of `2026-11-22 15:23:37.123456+00` (our connections speak UTC and ISO).
 * Microseconds are cut toward the past, as an `Instant` has none.
 */
export function parseTimestamptz(text: string): number {
  const infinite = infinities.get(text);
  if (infinite !== undefined) return infinite;
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  return Date.parse(iso.replace(/(\.\d{3})\d+/, '$1'));
}

const parsers = new Map<number, Parse>([
  [oid.int8, BigInt],
  [oid.int8Array, eachOf(BigInt)],
  [oid.date, asText],
  [oid.dateArray, eachOf(asText)],
  [oid.timestamp, asText],
  [oid.timestampArray, eachOf(asText)],
  [timestamptzOid, parseTimestamptz],
  [timestamptzArrayOid, eachOf(parseTimestamptz)],
]);

function getTypeParser(id: number, format: string) {
  // The signature of pg's own table is overloaded per type id; ours is the same function by another name.
  return parsers.get(id) ?? pg.types.getTypeParser(id, format as 'text');
}

/** int8 → bigint, timestamptz → milliseconds, date → 'YYYY-MM-DD', numeric → text, jsonb → parsed. */
export const typeParsers = { getTypeParser: getTypeParser as typeof pg.types.getTypeParser };
