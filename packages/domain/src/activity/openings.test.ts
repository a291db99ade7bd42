import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { commitmentText, openingLine, openingsFor, parseOpening } from './openings.ts';

const mac = (key: Uint8Array, message: Uint8Array) =>
  new Uint8Array(createHmac('sha256', key).update(message).digest());
const salt = new Uint8Array(32).fill(3);
const hidden = (path: string, value: string) => ({ commitment: commitmentText(mac, { salt, path, value }) });
const leaf = {
  v: 1,
  user: { id: 'p1', name: hidden('/user/name', 'ayse@findik.example') },
  address: hidden('/address', '192.0.2.7'),
  newValue: {
    contacts: [{ email: hidden('/newValue/contacts/0/email', 'can@findik.example') }],
    quantity: 2,
  },
};
const opening = (path: string, value: string) => ({ subjectId: 'p1', salt, path, value });

describe('an opening', () => {
  test('is HMAC-SHA-256 of path, a zero byte and the JSON of the word, under the salt', () => {
    const expected = createHmac('sha256', Buffer.alloc(32, 3))
      .update('/address\0"192.0.2.7"')
      .digest('base64');
    expect(commitmentText(mac, { salt, path: '/address', value: '192.0.2.7' })).toBe(expected);
  });

  test('opens its commitment wherever it stands, and counts what stays closed', () => {
    const openings = openingsFor(mac, [
      opening('/user/name', 'ayse@findik.example'),
      opening('/newValue/contacts/0/email', 'can@findik.example'),
    ]);
    expect(openings.open(leaf)).toEqual({
      words: [
        { path: '/user/name', value: 'ayse@findik.example' },
        { path: '/newValue/contacts/0/email', value: 'can@findik.example' },
      ],
      closed: 1,
    });
    expect([openings.count, openings.unused()]).toEqual([2, 0]);
  });

  test('with another word, another path or another salt opens nothing', () => {
    const openings = openingsFor(mac, [
      opening('/user/name', 'mehmet@findik.example'),
      opening('/address/0', '192.0.2.7'),
      { ...opening('/address', '192.0.2.7'), salt: new Uint8Array(32).fill(4) },
    ]);
    expect(openings.open(leaf)).toEqual({ words: [], closed: 3 });
    expect(openings.unused()).toBe(3);
  });

  test('reads back from its line; a line that is none is none', () => {
    const one = opening('/user/name', 'ayse@findik.example');
    expect(parseOpening(openingLine(one))).toEqual(one);
    const withoutSubject = openingLine(one).replace('"p1"', 'null');
    expect(parseOpening(withoutSubject)).toEqual({ ...one, subjectId: null });
    const wrong = [
      '',
      '{',
      '[]',
      'null',
      '{"path":"/a","value":1}',
      '{"path":1,"salt":"AAAA","value":1}',
      '{"path":"/a","salt":"*","value":1}',
      '{"path":"/a","salt":"AAAA"}',
    ];
    for (const line of wrong) expect([line, parseOpening(line)]).toEqual([line, undefined]);
  });
});
