import { type Instant, millisecondsPerDay, millisecondsPerHour, type Zone } from '../time.ts';
import { offsetAt } from '../zone-offset.ts';

export const unusualRules = ['many_keys', 'night', 'new_country'] as const;
export type UnusualRule = (typeof unusualRules)[number];

/** What an account calls unusual. */
export type UnusualSettings = {
  /** So many purchases whose keys one person saw within an hour. */
  readonly manyKeys: number;
  readonly night: boolean;
  readonly newCountry: boolean;
};

export const usualSettings: UnusualSettings = { manyKeys: 20, night: true, newCountry: true };

/** Somebody looked at a key, took a link or downloaded, themselves. */
export type Look = {
  readonly at: Instant;
  readonly personId: string;
  /** Where the request came from; null where that is not known, as of private addresses. */
  readonly country: string | null;
  /** Purchases whose keys they saw in the hour up to now, this one included; 0 when this was no look at a key. */
  readonly keysWithinHour: number;
  /** When they were last told of for many keys. */
  readonly manyKeysTold: Instant | null;
};

/** What a person was seen to do before: `night`, `country:DE`. */
export type Habits = ReadonlySet<string>;

export type Unusual =
  | { readonly rule: 'many_keys'; readonly facts: { readonly count: number } }
  | { readonly rule: 'night'; readonly facts: { readonly localTime: string } }
  | { readonly rule: 'new_country'; readonly facts: { readonly country: string } };

export type LookVerdict = {
  readonly unusual: readonly Unusual[];
  /** Seen now for the first time. */
  readonly newHabits: readonly string[];
};

const nightFrom = 22;
const nightTo = 6;

/** What stands out about one look. A person's first country is no new one; what is told of once within an hour is told once. */
export function judgeLook(
  look: Look,
  habits: Habits,
  { settings, zone }: { readonly settings: UnusualSettings; readonly zone: Zone },
): LookVerdict {
  const unusual: Unusual[] = [];
  const newHabits: string[] = [];
  if (isMany(look, settings)) unusual.push({ rule: 'many_keys', facts: { count: look.keysWithinHour } });
  const minutes = minutesOfDay(look.at, zone);
  const hour = Math.floor(minutes / 60);
  if ((hour >= nightFrom || hour < nightTo) && !habits.has('night')) {
    newHabits.push('night');
    if (settings.night) unusual.push({ rule: 'night', facts: { localTime: timeText(minutes) } });
  }
  const { country } = look;
  if (country !== null && !habits.has(`country:${country}`)) {
    newHabits.push(`country:${country}`);
    const hasOther = [...habits].some((habit) => habit.startsWith('country:'));
    if (settings.newCountry && hasOther) unusual.push({ rule: 'new_country', facts: { country } });
  }
  return { unusual, newHabits };
}

function isMany({ at, keysWithinHour, manyKeysTold }: Look, { manyKeys }: UnusualSettings): boolean {
  const isTold = manyKeysTold !== null && at - manyKeysTold < millisecondsPerHour;
  return keysWithinHour >= manyKeys && !isTold;
}

/** What clocks in the zone show, in minutes since midnight. */
function minutesOfDay(at: Instant, zone: Zone): number {
  const wall = at + offsetAt(at, zone);
  return Math.floor((wall - Math.floor(wall / millisecondsPerDay) * millisecondsPerDay) / 60_000);
}

function timeText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
