import { describe, expect, test } from 'vitest';
import { basisPoints, instantOfMinute, optional, percentText, utcMinute } from './form-values.ts';

describe('what a person writes into a form', () => {
  test.each([
    ['19', 1900],
    ['19.5', 1950],
    ['19,5', 1950],
    [' 7.25 ', 725],
    ['0', 0],
    ['100', 10_000],
    ['0.05', 5],
  ])('%s percent is %i hundredths', (text, points) => {
    expect(basisPoints(text)).toBe(points);
    expect(basisPoints(percentText(points))).toBe(points);
  });

  test.each(['', 'x', '-1', '1.234', '1e2', '1 000'])('“%s” is no percentage', (text) => {
    expect(basisPoints(text)).toBeNaN();
  });

  test('is a percentage again as people write it', () => {
    expect([0, 5, 725, 1950, 1900, 10_000].map(percentText)).toEqual([
      '0',
      '0.05',
      '7.25',
      '19.5',
      '19',
      '100',
    ]);
  });

  test('is a minute of UTC, and nothing where nothing was written', () => {
    expect(utcMinute(new Date('2026-11-22T10:07:59.999Z'))).toBe('2026-11-22T10:07');
    expect(instantOfMinute('2026-11-22T10:07')).toBe('2026-11-22T10:07:00Z');
    expect(instantOfMinute('')).toBe('');
    expect([optional('a', ' x '), optional('a', '  '), optional('a', undefined)]).toEqual([
      { a: 'x' },
      {},
      {},
    ]);
  });
});
