import { describe, expect, test } from 'vitest';
import { encodeValue, jsonb, timestamptz } from './encode-value.ts';
import { parseTimestamptz } from './parse-value.ts';

describe('a parameter', () => {
  test('is its own text for texts, numbers, bigints and booleans', () => {
    expect(['a', 1.5, 2n ** 63n - 1n, true].map(encodeValue)).toEqual([
      'a',
      '1.5',
      '9223372036854775807',
      'true',
    ]);
  });

  test('is null for null and undefined', () => {
    expect([null, undefined].map(encodeValue)).toEqual([null, null]);
  });

  test('is an array literal for a list, with everything quoted that could be mistaken', () => {
    expect(encodeValue(['a,b', 'c"d', 'e\\f', 'null', '', null, 1n])).toBe(
      String.raw`{"a,b","c\"d","e\\f","null","",NULL,"1"}`,
    );
    expect(encodeValue([Buffer.from([1, 255])])).toBe(String.raw`{"\\x01ff"}`);
    expect(encodeValue([[1], [2]])).toBe('{{"1"},{"2"}}');
    expect(encodeValue([])).toBe('{}');
  });

  test('is a document for an object, and for a list when asked for', () => {
    expect(encodeValue({ a: [1] })).toBe('{"a":[1]}');
    expect(jsonb([1, 'two'])).toBe('[1,"two"]');
  });

  test('is refused when it has no text', () => {
    expect(() => encodeValue(() => 1)).toThrow(TypeError);
    expect(() => encodeValue({ amount: 1n })).toThrow(TypeError);
    expect(() => encodeValue(new Date(Number.NaN))).toThrow(RangeError);
  });
});

describe('an instant', () => {
  test('is read to the millisecond, cut toward the past', () => {
    expect(parseTimestamptz('2026-11-22 15:23:37+00')).toBe(Date.UTC(2026, 10, 22, 15, 23, 37));
    expect(parseTimestamptz('2026-11-22 15:23:37.1+00')).toBe(Date.UTC(2026, 10, 22, 15, 23, 37, 100));
    expect(parseTimestamptz('2026-11-22 15:23:37.123999+00')).toBe(Date.UTC(2026, 10, 22, 15, 23, 37, 123));
    expect(parseTimestamptz('2026-11-22 18:23:37+03')).toBe(Date.UTC(2026, 10, 22, 15, 23, 37));
  });

  test('comes back as it was written', () => {
    const instant = Date.UTC(2026, 10, 22, 15, 23, 37, 7);
    expect(parseTimestamptz(timestamptz(instant).replace('T', ' ').replace('Z', '+00'))).toBe(instant);
  });
});
