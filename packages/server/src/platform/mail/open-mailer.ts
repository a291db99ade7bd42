import { createTransport } from 'nodemailer';
import type { MailSettings } from './mail-settings.ts';
import type { DueMail } from './mail-store.ts';
import { oneLine } from './mail-text.ts';

/** What became of an attempt; nobody is the wiser after `unknown`, and the mail is tried again. */
export type MailOutcome =
  | { readonly status: 'sent' }
  | { readonly status: 'refused'; readonly why: string }
  | { readonly status: 'unknown'; readonly why: string; readonly serverIsDown: boolean };

export type Mailer = {
  readonly send: (
    mail: Pick<
      DueMail,
      'id' | 'recipient' | 'language' | 'subject' | 'body' | 'created_at' | 'preferences_url'
    >,
  ) => Promise<MailOutcome>;
  readonly close: () => void;
};

export type MailerOptions = {
  readonly publicUrl: string;
  /** Certificates trusted besides the usual ones. */
  readonly ca?: string;
};

const seconds = 1_000;

/** Sends over SMTP, on at most two connections that stay open between mails. */
export const openMailer = (settings: MailSettings, { publicUrl, ca }: MailerOptions): Mailer => {
  const { host, port, secure, requireTls, auth, from } = settings;
  const transport = createTransport({
    pool: true,
    host,
    port,
    secure,
    requireTLS: requireTls,
    ...(auth ? { auth } : {}),
    ...(ca === undefined ? {} : { tls: { ca } }),
    maxConnections: 2,
    dnsTimeout: 10 * seconds,
    connectionTimeout: 10 * seconds,
    greetingTimeout: 10 * seconds,
    socketTimeout: 30 * seconds,
    // Nothing of a mail is ever fetched from a path or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = new URL(publicUrl).hostname;
  return {
    send: async (mail) => {
      try {
        await transport.sendMail({
          // Apart from the headers, so that no reading of a header decides who gets it.
          envelope: { from: from.address, to: [mail.recipient] },
          from,
          to: { name: '', address: mail.recipient },
          subject: mail.subject,
          // The same however often it is sent: a receiver can tell that it has it.
          messageId: `<${mail.id}@${domain}>`,
          date: new Date(mail.created_at),
          text: mail.body,
          textEncoding: 'quoted-printable',
          headers: headersOf(mail),
        });
        return { status: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: () => transport.close(),
  };
};

const headersOf = ({ language, preferences_url: url }: Pick<DueMail, 'language' | 'preferences_url'>) => ({
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'All',
  'Content-Language': language,
  ...(url === null ? {} : { 'List-Unsubscribe': `<${url}>` }),
});

type SmtpError = {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
};

const connectionCodes = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EAUTH',
  'EPROTOCOL',
  'ENOAUTH',
]);

/** Only what the server says of this recipient or this mail is its last word; everything else may pass. */
const outcomeOf = (error: unknown): MailOutcome => {
  const { code = '', command = '', responseCode = 0, response, message } = error as SmtpError; // nodemailer's errors carry these
  const why = oneLine(response ?? message ?? String(error), 500);
  const ofThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  // Refusing the sender says nothing about the recipient: the operator can set another one.
  if (ofThisMail && responseCode >= 500 && responseCode < 600 && command !== 'MAIL FROM')
    return { status: 'refused', why };
  return { status: 'unknown', why, serverIsDown: connectionCodes.has(code) || command === 'MAIL FROM' };
};
