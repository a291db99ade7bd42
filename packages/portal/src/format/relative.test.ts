import { expect, test } from 'vitest';
import { formatRelative } from './relative.ts';

const now = '2026-11-22T12:00:00.000Z';
const inEnglish = (at: string) => formatRelative(at, now, 'en-GB');

test('says how far an instant is in the unit that fits it', () => {
  expect(inEnglish('2026-11-22T12:59:59.999Z')).toBe('in 59 minutes');
  expect(inEnglish('2026-11-22T13:00:00.000Z')).toBe('in 1 hour');
  expect(inEnglish('2026-11-24T11:59:59.999Z')).toBe('in 47 hours');
  expect(inEnglish('2026-11-24T12:00:00.000Z')).toBe('in 2 days');
  expect(inEnglish('2026-11-22T09:59:00.000Z')).toBe('2 hours ago');
});

test('promises no more time than there is', () => {
  expect(inEnglish('2026-11-22T14:59:59.999Z')).toBe('in 2 hours');
  expect(inEnglish('2026-11-22T12:00:59.000Z')).toBe('in 0 minutes');
});

test('speaks the reader’s language', () => {
  expect(formatRelative('2026-11-22T14:00:00.000Z', now, 'tr')).toBe('2 saat sonra');
});
