import { expect, test } from 'vitest';
import { mailFrom } from './mail-settings.ts';

const read = (env: Record<string, string>) => mailFrom(env, (message) => new Error(message));
const from = { KONTOR_MAIL_FROM: 'Kontor <kontor@example.com>' };

test('no mail server is set up unless one is named', () => {
  expect(read({})).toBeUndefined();
  expect(read(from)).toBeUndefined();
  expect(read({ KONTOR_SMTP_URL: '' })).toBeUndefined();
});

test.each([
  [
    'smtp://mail.example.com',
    { host: 'mail.example.com', port: 587, secure: false, requireTls: false, auth: undefined },
  ],
  ['smtps://mail.example.com', { port: 465, secure: true, requireTls: false }],
  [
    'smtp://kontor%40example.com:p%40ss%2Fword@mail.example.com:2525',
    { port: 2525, requireTls: true, auth: { user: 'kontor@example.com', pass: 'p@ss/word' } },
  ],
  ['smtp://kontor:x@127.0.0.1:25', { requireTls: false }],
  ['smtp://kontor:x@[::1]:25', { host: '::1', requireTls: false }],
  ['smtp://kontor:x@127.0.0.1.example.com:25', { requireTls: true }],
])('%s', (url, expected) => {
  expect(read({ KONTOR_SMTP_URL: url, ...from })).toMatchObject(expected);
});

test.each([
  ['Kontor <kontor@example.com>', { name: 'Kontor', address: 'kontor@example.com' }],
  ['"Kontor, the shop" <kontor@example.com>', { name: 'Kontor, the shop', address: 'kontor@example.com' }],
  ['kontor@example.com', { name: '', address: 'kontor@example.com' }],
])('mails from %s', (text, expected) => {
  expect(read({ KONTOR_SMTP_URL: 'smtp://a.example', KONTOR_MAIL_FROM: text })?.from).toEqual(expected);
});

test.each([
  'http://mail.example.com',
  'mail.example.com',
  'smtp://',
  'smtp://a.example?pool=true',
  'direct://a.example',
])('%s is refused by the name of its variable, without what it holds', (url) => {
  expect(() => read({ KONTOR_SMTP_URL: url, ...from })).toThrow(/^KONTOR_SMTP_URL must be/);
});

test.each([
  undefined,
  '',
  'Kontor',
  'a@b.example, c@d.example',
  'Kontor <a@b.example> <c@d.example>',
  'a@b.example\r\nBcc: c@d.example',
])('a sender like %j is refused', (text) => {
  const env = {
    KONTOR_SMTP_URL: 'smtp://a.example',
    ...(text === undefined ? {} : { KONTOR_MAIL_FROM: text }),
  };
  expect(() => read(env)).toThrow(/^KONTOR_MAIL_FROM/);
});
