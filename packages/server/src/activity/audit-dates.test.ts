import { formatInstant } from '@kontor/domain/time';
import { describe, expect, test } from 'vitest';
import { readWireMoment } from './audit-dates.ts';

const read = (text: string) => {
  const moment = readWireMoment(text);
  return moment && [formatInstant(moment.start), formatInstant(moment.end)];
};
const wholeDay = ['2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z'];
const second = ['2026-11-22T15:23:37.000Z', '2026-11-22T15:23:37.001Z'];

describe('a date of an audit query', () => {
  test.each(['2026-11-22', '11/22/2026', '11/22/2026 00:00:00', '11/22/2026 12:00:00 AM', '2026-11-326'])(
    '%s is the whole day',
    (text) => expect(read(text)).toEqual(wholeDay),
  );

  test.each([
    '2026-11-22T15:23:37Z',
    '2026-11-22T15:23:37',
    '11/22/2026 15:23:37',
    '11/22/2026 3:23:37 PM',
    '2026-11-22T18:23:37+03:00',
  ])('%s is that moment', (text) => expect(read(text)).toEqual(second));

  test('may have a single digit where a culture writes one', () => {
    expect(read('6/1/2026 12:30:00 AM')?.[0]).toBe('2026-06-01T00:30:00.000Z');
    expect(read('6/1/2026 12:00:00 PM')?.[0]).toBe('2026-06-01T12:00:00.000Z');
    expect(read('1/31/2026')?.[0]).toBe('2026-01-31T00:00:00.000Z');
  });

  test.each([
    '',
    'yesterday',
    '2026-11-31',
    '2026-13-01',
    '22/11/2026',
    '2/30/2026',
    '11/22/2026 24:00:00',
    '11/22/2026 13:00:00 PM',
    '11/22/2026 0:00:00 AM',
    '11/22/2026 12:60:00',
    '2026-11-321T',
    '2026-10-326',
    '2026-02-000',
    '9999-12-31',
    '0000-00-00',
  ])('%s is refused', (text) => expect(read(text)).toBeUndefined());
});
