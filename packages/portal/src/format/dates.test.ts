import { expect, test } from 'vitest';
import { formatDate, formatDayAndMonth, formatInstant, formatLastInstant, formatMonth } from './dates.ts';

test('puts the day first for English readers of every region', () => {
  expect(formatDate('2026-03-12T23:30:00.000Z', 'en-US')).toBe('12 Mar 2026');
  expect(formatDate('2026-03-12', 'en-GB')).toBe('12 Mar 2026');
});

test('follows the language otherwise', () => {
  expect(formatDate('2026-03-12', 'tr')).toBe('12 Mar 2026');
  expect(formatDayAndMonth('2026-12-31', 'tr')).toBe('31 Ara');
});

test('writes the issue date of an invoice in full', () => {
  expect(formatDate('2026-12-01', 'en', 'long')).toBe('1 December 2026');
});

test('names the year of a month only when it is another one', () => {
  expect(formatMonth('2026-11', 'en', '2026')).toBe('November');
  expect(formatMonth('2026-12', 'en', '2027')).toBe('December 2026');
});

test('calls the end of a UTC day 24:00 of that day', () => {
  expect(formatLastInstant('2026-03-15T23:59:59.999Z', 'en')).toBe('15 Mar 2026, 24:00 UTC');
});

test('gives the minute of a window that ends within a day', () => {
  expect(formatLastInstant('2026-03-15T14:22:05.119Z', 'en')).toBe('15 Mar 2026, 14:22 UTC');
});

test('shows instants in UTC', () => {
  expect(formatInstant('2026-11-22T15:23:37.123Z', 'en-US')).toBe('22 Nov 2026, 15:23 UTC');
});
