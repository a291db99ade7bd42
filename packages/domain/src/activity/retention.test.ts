import { expect, test } from 'vitest';
import type { LocalDate } from '../time.ts';
import { planRetention, type RetentionRule, retentionOn } from './retention.ts';

const day = (text: string) => text as LocalDate; // written here
const rule = (months: number, effectiveFrom: string): RetentionRule => ({
  months,
  effectiveFrom: day(effectiveFrom),
});
const today = day('2026-11-22');

test('the rule of a day is that of the latest day that has come, the later made of two', () => {
  const rules = [
    rule(120, '2020-01-01'),
    rule(60, '2027-01-01'),
    rule(84, '2026-06-01'),
    rule(90, '2026-06-01'),
  ];
  const days = ['2019-12-31', '2020-01-01', '2026-05-31', '2026-06-01', '2026-12-31', '2027-01-01'];
  expect(days.map((one) => retentionOn(rules, day(one))?.months)).toEqual([undefined, 120, 120, 90, 90, 60]);
});

test('a year is the least, and no rule holds for the past', () => {
  const rules = [rule(12, '2020-01-01')];
  const plan = (one: RetentionRule) => planRetention(rules, one, { today, shortens: false });
  expect([11, 12, 1200, 1201].map((months) => plan(rule(months, today)).accepted)).toEqual([
    false,
    true,
    true,
    false,
  ]);
  const days = ['2026-11-21', '2026-11-22', '2026-11-23'];
  expect(days.map((one) => plan(rule(24, one)).accepted)).toEqual([false, true, true]);
});

test('a shorter time is made only by whoever says that it is meant', () => {
  const rules = [rule(120, '2020-01-01')];
  const plan = (months: number, shortens: boolean) =>
    planRetention(rules, rule(months, today), { today, shortens });
  expect(plan(119, false)).toEqual({
    accepted: false,
    refusal: { code: 'activity.retention_shortened', monthsNow: 120 },
  });
  expect([plan(120, false), plan(121, false), plan(119, true)].map(({ accepted }) => accepted)).toEqual([
    true,
    true,
    true,
  ]);
});
