import { type Instant, instant, parseInstant } from '@kontor/domain/time';

/** How the trade writes "no end" (reference 4.3); any date of the year 9999 means it. */
export const openEnd = parseInstant('9999-11-30T23:59:59Z') as Instant; // a constant that is well formed

const usPattern = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))? ?([AaPp])[Mm])?$/;
const isoPattern =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?)?$/;

/** Reads ISO 8601 and `M/d/yyyy h:mm:ss AM`; what names no zone is UTC. */
export function parseSheetDate(text: string): Instant | undefined {
  const us = usPattern.exec(text);
  if (us) {
    const [, month = '', day = '', year = '', hour = '12', minute = '00', second = '00', half = 'A'] = us;
    const hours = Number(hour);
    if (hours < 1 || hours > 12) return undefined;
    const hour24 = (hours % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
    return parseInstant(`${year}-${two(month)}-${two(day)}T${two(hour24)}:${minute}:${second}Z`);
  }
  const iso = isoPattern.exec(text);
  if (!iso) return undefined;
  const [, date = '', clock = '00:00', seconds = ':00', zone = 'Z'] = iso;
  return parseInstant(`${date}T${clock}${seconds}${zone}`);
}

/**
 * The first instant at which the price no longer holds. Sheets end a price at the last second of a day and begin
 * the next one at midnight, so that this second belongs to the price.
 */
export function parseSheetEnd(text: string): Instant | undefined {
  if (text === '') return openEnd;
  const end = parseSheetDate(text);
  if (end === undefined) return undefined;
  if (end >= startOfYear9999) return openEnd;
  const secondOfDay = Math.floor(end / 1000) % 86_400;
  return secondOfDay === 86_399 ? instant((Math.floor(end / 1000) + 1) * 1000) : end;
}

const startOfYear9999 = parseInstant('9999-01-01T00:00:00Z') as Instant; // a constant that is well formed

function two(value: string | number): string {
  return String(value).padStart(2, '0');
}
