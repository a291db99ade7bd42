import { dayOfCivil } from './calendar.ts';
import { invariant } from './invariant.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the runtime knows the zone. */
export function isKnownZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Milliseconds that clocks in the zone are ahead of UTC at an instant (milliseconds since 1970 UTC). */
export function offsetAt(instant: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const fields = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  let beforeChrist = false;
  for (const { type, value } of formatOf(zone).formatToParts(instant)) {
    if (type in fields) fields[type as keyof typeof fields] = Number(value); // the key was just found
    if (type === 'era') beforeChrist = value.startsWith('B');
  }
  invariant(!beforeChrist, 'instants before the year 1 are not used');
  const seconds = (fields.hour * 60 + fields.minute) * 60 + fields.second;
  const wallClock = dayOfCivil(fields.year, fields.month, fields.day) * 86_400_000 + seconds * 1000;
  return wallClock - Math.floor(instant / 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}
