import { expect, test } from 'vitest';
import {
  addMonths,
  invoiceDateOf,
  lastClosedMonth,
  monthFrom,
  monthsBackFrom,
  runningMonth,
} from './months.ts';

test('a month ends with its last millisecond in UTC', () => {
  expect(runningMonth('2026-11-30T23:59:59.999Z')).toBe('2026-11');
  expect(lastClosedMonth('2026-11-30T23:59:59.999Z')).toBe('2026-10');
  expect(lastClosedMonth('2026-12-01T00:00:00.000Z')).toBe('2026-11');
});

test('years follow each other', () => {
  expect(addMonths('2026-12', 1)).toBe('2027-01');
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(addMonths('2026-01', -25)).toBe('2023-12');
  expect(monthsBackFrom('2026-02', 3)).toEqual(['2026-02', '2026-01', '2025-12']);
});

test('what arises in December is invoiced in January', () => {
  expect(invoiceDateOf('2026-12-31T23:59:59.999Z')).toBe('2027-01-01');
});

test.each(['2026-11', '2026-13', '2026', 'november', undefined])(
  '%s in an address is a month or nothing',
  (text) => {
    expect(monthFrom(text)).toBe(text === '2026-11' ? text : undefined);
  },
);
