import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../testing/database.ts';
import {
  headersOf,
  startSmtpServer,
  type TestSmtpServer,
  textOf,
  tlsCertificate,
} from '../../testing/smtp-server.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { buildWorld, type World } from '../../testing/world.ts';
import { writeBatch } from '../db/batch.ts';
import { noTenant } from '../db/scope.ts';
import { sendSomeMails } from './mail-job.ts';
import { forgetOldMails, type Mail, queueMails } from './mail-store.ts';
import { type Mailer, openMailer } from './open-mailer.ts';

let database: TestDatabase;
let world: World;
let server: TestSmtpServer;
let mailer: Mailer;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 0 });
});
afterAll(async () => {
  await world?.dispose();
  await database?.drop();
});
beforeEach(async () => {
  await database.owner.query('delete from kontor.mail');
  server = await startSmtpServer();
  mailer = openMailer(server.settings, { publicUrl: 'https://kontor.example' });
});
afterEach(async () => {
  mailer.close();
  await server.stop();
});

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const services = () => ({ pools: database, log });
const mail = (changes: Partial<Mail> = {}): Mail => ({
  accountId: world.partner.id,
  to: 'ayse@findik.example',
  language: 'tr',
  kind: 'test',
  subject: 'İptal süresi doluyor: Fındık Gıda',
  text: 'Merhaba,\n\nışıl ışıl İğdır’da ŞÜKRÜ.\n.\nGörüşmek üzere\n',
  ...changes,
});
const queue = (...mails: readonly Mail[]) =>
  writeBatch(database.app, { tenant: world.partner.id }, [queueMails(mails)]);
const rows = async () =>
  (await database.owner.query('select * from kontor.mail order by recipient, id')).rows;
const dueAgain = () => database.owner.query('update kontor.mail set next_attempt_at = now()');
const drain = async () => {
  while ((await sendSomeMails(services(), mailer)) === 'more');
};

describe('a mail that the server takes', () => {
  test('arrives as it was written, in Turkish letters, from whom it should be', async () => {
    await queue(mail());
    await drain();
    const [received] = server.received;
    expect(server.received).toHaveLength(1);
    expect(received).toMatchObject({ to: ['ayse@findik.example'], from: 'kontor@kontor.example' });
    const headers = headersOf(received!);
    const [row] = await rows();
    expect(headers).toContain(`Message-ID: <${row.id}@kontor.example>`);
    expect(headers).toContain('From: Kontor <kontor@kontor.example>');
    expect(headers).toContain('To: ayse@findik.example');
    expect(headers).toContain('Auto-Submitted: auto-generated');
    expect(headers).toContain('Content-Language: tr');
    expect(headers.filter((line) => /^(cc|bcc|list-unsubscribe):/i.test(line))).toEqual([]);
    expect(textOf(received!)).toBe('Merhaba,\n\nışıl ışıl İğdır’da ŞÜKRÜ.\n.\nGörüşmek üzere\n');
    const subject = headers.find((line) => line.startsWith('Subject:')) ?? '';
    const words = [...subject.matchAll(/=\?UTF-8\?([QB])\?(.*?)\?=/gi)].map(([, form, text = '']) =>
      form === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : Buffer.from(
            text
              .replace(/_/g, ' ')
              .replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
            'latin1',
          ).toString('utf8'),
    );
    expect(words.join('')).toBe('İptal süresi doluyor: Fındık Gıda');
    expect(row).toMatchObject({ status: 'sent', attempts: 1, failure: '' });
    expect(row.body).not.toBeNull();
  });

  test('is sent once, however often the job looks and however many look at once', async () => {
    await queue(...Array.from({ length: 25 }, (_, index) => mail({ to: `a${index}@findik.example` })));
    await Promise.all([drain(), drain(), drain()]);
    await drain();
    expect(server.received.flatMap(({ to }) => to).sort()).toEqual(
      Array.from({ length: 25 }, (_, index) => `a${index}@findik.example`).sort(),
    );
  });

  test('goes once under one key, and with another again', async () => {
    await queue(mail({ dedupeKey: 'a' }), mail({ dedupeKey: 'a' }));
    await queue(mail({ dedupeKey: 'a' }), mail({ dedupeKey: 'b' }));
    expect(await rows()).toHaveLength(2);
  });

  test('says where mails of its kind are ended, where it has such a place', async () => {
    await queue(mail({ preferencesUrl: 'https://kontor.example/partner/notices/preferences' }));
    await drain();
    expect(headersOf(server.received[0]!)).toContain(
      'List-Unsubscribe: <https://kontor.example/partner/notices/preferences>',
    );
  });

  test('is emptied at once where its text opens something, and after 30 days else', async () => {
    await queue(mail({ secret: true }), mail({ to: 'b@findik.example' }));
    await drain();
    expect((await rows()).map(({ body }) => body === null)).toEqual([true, false]);
    await database.owner.query(`update kontor.mail set settled_at = now() - interval '29 days 23 hours'`);
    await writeBatch(database.system, noTenant, forgetOldMails());
    expect((await rows()).map(({ body }) => body === null)).toEqual([true, false]);
    await database.owner.query(`update kontor.mail set settled_at = now() - interval '30 days 1 hour'`);
    await writeBatch(database.system, noTenant, forgetOldMails());
    expect((await rows()).map(({ body }) => body === null)).toEqual([true, true]);
  });

  test('a process that died after sending sends it again under the same Message-ID', async () => {
    await queue(mail());
    await sendSomeMails(services(), mailer);
    await database.owner.query(
      `update kontor.mail set status = 'waiting', settled_at = null, next_attempt_at = now()`,
    );
    await sendSomeMails(services(), mailer);
    const ids = server.received.map((one) => headersOf(one).find((line) => line.startsWith('Message-ID')));
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });
});

test('what a customer’s person does can send mail, and shows them none of anybody’s', async () => {
  const scope = { tenant: world.partner.id, customer: world.partner.customers.DE!.id };
  await writeBatch(database.app, scope, [queueMails([mail({ dedupeKey: 'a' }), mail({ dedupeKey: 'a' })])]);
  expect(await rows()).toHaveLength(1);
  const look = { name: '', text: 'select id from kontor.mail', values: [] };
  const [seen] = await writeBatch(database.app, scope, [look]);
  expect(seen.rows).toEqual([]);
});

describe('hostile words', () => {
  test('cannot add a header, a recipient or a line of the protocol', async () => {
    await queue(
      mail({
        subject: 'Hello\r\nBcc: all@findik.example\r\n\r\nBody\u2028x\u202Ey',
        text: 'first\r\n.\r\nQUIT\rMAIL FROM:<x@y.example>\u0000\n',
      }),
    );
    await drain();
    const [received] = server.received;
    expect(server.received).toHaveLength(1);
    expect(received!.to).toEqual(['ayse@findik.example']);
    const headers = headersOf(received!);
    expect(headers.some((line) => /^bcc/i.test(line))).toBe(false);
    expect(headers).toContain('Subject: Hello Bcc: all@findik.example Body x y');
    expect(textOf(received!)).toBe('first\n.\nQUIT\nMAIL FROM:<x@y.example>\n');
  });

  test.each([
    'a@b.example\r\nBcc: c@d.example',
    'a@b.example, c@d.example',
    'Name <a@b.example>',
    '"a b"@c.example',
    'a@b@c.example',
    '@b.example',
    'a@',
    '',
    `${'a'.repeat(65)}@b.example`,
  ])('%j is no address: the act goes on, the mail is kept as failed', async (to) => {
    await queue(mail({ to }));
    await drain();
    expect(server.received).toEqual([]);
    expect(await rows()).toMatchObject([
      { status: 'failed', failure: 'this is not an address that mail can be sent to' },
    ]);
  });
});

describe('a server that does not take it', () => {
  test('for good: the mail is failed, with what the server said', async () => {
    server.refuse = (address) => (address.startsWith('gone') ? 550 : undefined);
    await queue(mail({ to: 'gone@findik.example' }), mail({ to: 'here@findik.example' }));
    await drain();
    expect(await rows()).toMatchObject([
      {
        recipient: 'gone@findik.example',
        status: 'failed',
        attempts: 1,
        failure: expect.stringContaining('550'),
      },
      { recipient: 'here@findik.example', status: 'sent' },
    ]);
  });

  test('for now: it waits, and goes when it is taken', async () => {
    server.refuse = () => 451;
    await queue(mail());
    await drain();
    expect(await rows()).toMatchObject([
      { status: 'waiting', attempts: 1, failure: expect.stringContaining('451') },
    ]);
    const [{ next_attempt_at: next }] = await rows();
    expect(next - Date.now()).toBeGreaterThan(50_000);
    expect(next - Date.now()).toBeLessThan(70_000);
    await drain();
    expect(server.received).toEqual([]);
    server.refuse = () => undefined;
    await dueAgain();
    await drain();
    expect(server.received).toHaveLength(1);
    expect(await rows()).toMatchObject([{ status: 'sent', attempts: 2, failure: '' }]);
  });

  test('for ever: after the last attempt it is failed', async () => {
    server.refuse = () => 451;
    await queue(mail());
    await database.owner.query('update kontor.mail set attempts = 11');
    await drain();
    expect(await rows()).toMatchObject([{ status: 'waiting', attempts: 12 }]);
    await dueAgain();
    await drain();
    expect(await rows()).toMatchObject([{ status: 'failed', attempts: 13 }]);
  });

  test('at all: mails wait while it is down and go when it is up', async () => {
    const { port } = server.settings;
    await server.stop();
    await queue(mail(), mail({ to: 'b@findik.example' }));
    await drain();
    expect(await rows()).toMatchObject([{ status: 'waiting' }, { status: 'waiting' }]);
    server = await startSmtpServer({ port });
    await dueAgain();
    await drain();
    expect(server.received).toHaveLength(2);
  });
});

describe('a server with a password', () => {
  test('gets it, and a wrong one makes mails wait rather than fail', async () => {
    const guarded = await startSmtpServer({ password: 'right' });
    const wrong = openMailer(
      { ...guarded.settings, auth: { user: 'kontor', pass: 'swordfish' } },
      { publicUrl: 'https://kontor.example' },
    );
    const right = openMailer(guarded.settings, { publicUrl: 'https://kontor.example' });
    try {
      await queue(mail());
      await sendSomeMails(services(), wrong);
      const [row] = await rows();
      expect(row).toMatchObject({ status: 'waiting', attempts: 1 });
      expect(row.failure).not.toContain('swordfish');
      await dueAgain();
      await sendSomeMails(services(), right);
      expect(guarded.received).toHaveLength(1);
    } finally {
      wrong.close();
      right.close();
      await guarded.stop();
    }
  });

  test('and TLS is spoken to in TLS alone', async () => {
    const tls = await startSmtpServer({ tls: true, password: 'right' });
    const trusting = openMailer(tls.settings, { publicUrl: 'https://kontor.example', ca: tlsCertificate });
    try {
      await queue(mail());
      await sendSomeMails(services(), trusting);
      expect(tls.received).toMatchObject([{ secure: true }]);
    } finally {
      trusting.close();
      await tls.stop();
    }
  });

  test('one whose certificate nobody vouches for gets nothing', async () => {
    const tls = await startSmtpServer({ tls: true });
    const careful = openMailer(tls.settings, { publicUrl: 'https://kontor.example' });
    try {
      await queue(mail());
      await sendSomeMails(services(), careful);
      expect(tls.received).toEqual([]);
      expect(await rows()).toMatchObject([{ status: 'waiting' }]);
    } finally {
      careful.close();
      await tls.stop();
    }
  });
});
