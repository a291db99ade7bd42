import { describe, expect, test } from 'vitest';
import { instant, parseZone, type Zone } from '../time.ts';
import { judgeLook, type Look, usualSettings } from './unusual.ts';

const istanbul = parseZone('Europe/Istanbul') as Zone; // known to every runtime
const at = (text: string) => instant(Date.parse(text));
const look = (over: Partial<Look> = {}): Look => ({
  at: at('2026-03-10T10:00:00Z'),
  personId: 'p',
  country: null,
  keysWithinHour: 1,
  manyKeysTold: null,
  ...over,
});
const judge = (over: Partial<Look>, habits: readonly string[] = [], settings = usualSettings) =>
  judgeLook(look(over), new Set(habits), { settings, zone: istanbul });

describe('many keys', () => {
  test('stand out from the twentieth purchase within an hour on', () => {
    const told = [19, 20, 21].map((keysWithinHour) => judge({ keysWithinHour }).unusual);
    expect(told).toEqual([
      [],
      [{ rule: 'many_keys', facts: { count: 20 } }],
      [{ rule: 'many_keys', facts: { count: 21 } }],
    ]);
  });
  test('are told once an hour', () => {
    const manyKeysTold = at('2026-03-10T09:00:00.001Z');
    expect(judge({ keysWithinHour: 30, manyKeysTold }).unusual).toEqual([]);
    expect(judge({ keysWithinHour: 30, manyKeysTold: at('2026-03-10T09:00:00Z') }).unusual).toHaveLength(1);
  });
  test('are as many as the account says', () => {
    expect(judge({ keysWithinHour: 3 }, [], { ...usualSettings, manyKeys: 3 }).unusual).toHaveLength(1);
  });
});

describe('the first time at night', () => {
  test('is between 22 and 6 o’clock where the account is', () => {
    // Türkiye is three hours ahead of UTC all year.
    const times = ['18:59:59Z', '19:00:00Z', '02:59:59Z', '03:00:00Z'];
    const told = times.map((time) =>
      judge({ at: at(`2026-03-10T${time}`) }).unusual.map(({ facts }) => facts),
    );
    expect(told).toEqual([[], [{ localTime: '22:00' }], [{ localTime: '05:59' }], []]);
  });
  test('is one once only, and is remembered also while nobody wants to be told', () => {
    expect(judge({ at: at('2026-03-10T23:00:00Z') }, ['night']).unusual).toEqual([]);
    const silent = judge({ at: at('2026-03-10T23:00:00Z') }, [], { ...usualSettings, night: false });
    expect(silent).toEqual({ unusual: [], newHabits: ['night'] });
  });
});

describe('a new country', () => {
  test('is another than those from which the person was seen; the first is none', () => {
    expect(judge({ country: 'TR' })).toEqual({ unusual: [], newHabits: ['country:TR'] });
    expect(judge({ country: 'TR' }, ['country:TR'])).toEqual({ unusual: [], newHabits: [] });
    expect(judge({ country: 'DE' }, ['country:TR'])).toEqual({
      unusual: [{ rule: 'new_country', facts: { country: 'DE' } }],
      newHabits: ['country:DE'],
    });
    expect(judge({ country: null }, ['country:TR'])).toEqual({ unusual: [], newHabits: [] });
  });
});
