import { expect, test } from 'vitest';
import type { UnusualActivity } from '../api/types.ts';
import { unusualWords, whoWords } from './who-words.ts';

const t = (key: string, values: object = {}) => `${key} ${JSON.stringify(values)}`;
const record = { user: 'ayse@anadolu.example', userErased: false, application: 'Reporting' };

test('says who did it: the person, else the application, else the system', () => {
  expect(whoWords(record, t)).toBe('ayse@anadolu.example');
  expect(whoWords({ ...record, user: null }, t)).toBe('Reporting');
  expect(whoWords({ ...record, user: null, application: null }, t)).toContain('activity.system');
});

test('says that somebody was erased, and not that nobody did it', () => {
  expect(whoWords({ ...record, user: null, userErased: true }, t)).toContain('log.erased');
});

test('says what is unusual, with its fact', () => {
  const found: UnusualActivity = {
    rule: 'many_keys',
    recordId: 'r1',
    leafIndex: 4,
    at: '2026-11-22T10:00:00.000Z',
    personId: 'p1',
    person: null,
    count: 25,
    country: null,
    localTime: null,
  };
  expect(unusualWords(found, t)).toBe('log.unusual.many_keys {"count":25}');
  expect(unusualWords({ ...found, rule: 'night', localTime: '03:10' }, t)).toContain('03:10');
  expect(unusualWords({ ...found, rule: 'new_country', country: 'BR' }, t)).toContain('BR');
});
