import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { MailSettings } from '../platform/mail/mail-settings.ts';

/** Made for tests, for a hundred years, of localhost and 127.0.0.1. */
export const tlsCertificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUcaZSre2UcR4VXU1F4ncSUNzP3rMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIxNTIxMVoYDzIxMjYxMDI5
MjE1MjExWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATbK8EqOdxy7VrNWagZPyvSex7RZ77cFr5vuYKMOtE+TIV6ub8mYd1c
aE3FYjHlwakhXuNTLEDY1cGB0d+0pNNXo28wbTAdBgNVHQ4EFgQUu9hGLLPw/a1o
+BKu9fnywxyFWucwHwYDVR0jBBgwFoAUu9hGLLPw/a1o+BKu9fnywxyFWucwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAMXkArJepWQqDJaqjSxytJ1WIDAItWQhyQT4lv7RKHGsAiAs
vhVIZeLHvWp/ZBUTGiVx28/9yedVeTcKxrohH+Z5dQ==
-----END CERTIFICATE-----
`;
const tlsKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9wsm27V+yipnrMB0
57Ej8o+DkFmDPtjSQDSaJGUFCr6hRANCAATbK8EqOdxy7VrNWagZPyvSex7RZ77c
Fr5vuYKMOtE+TIV6ub8mYd1caE3FYjHlwakhXuNTLEDY1cGB0d+0pNNX
-----END PRIVATE KEY-----
`;

export type ReceivedMail = {
  readonly secure: boolean;
  readonly to: readonly string[];
  readonly from: string;
  readonly source: string;
};

export type TestSmtpServer = {
  readonly received: ReceivedMail[];
  readonly settings: MailSettings;
  /** What the server says to a recipient, as a code of SMTP; nothing: it takes the mail. */
  refuse: (recipient: string) => number | undefined;
  readonly stop: () => Promise<void>;
};

const refusalOf = (responseCode: number) =>
  Object.assign(new Error(`recipient is not served (${responseCode})`), { responseCode });

/** A mail server that keeps what it is given. */
export const startSmtpServer = async (
  options: { readonly port?: number; readonly tls?: true; readonly password?: string } = {},
): Promise<TestSmtpServer> => {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    ...(options.tls ? { cert: tlsCertificate, key: tlsKey } : { disabledCommands: ['STARTTLS'] }),
    authOptional: options.password === undefined,
    // Passwords are taken without TLS only where a test gives one over the loopback.
    allowInsecureAuth: !options.tls,
    logger: false,
    onAuth: ({ password, username }, _session, done) =>
      password === options.password ? done(null, { user: username }) : done(new Error('wrong password')),
    onRcptTo: ({ address }, _session, done) => {
      const code = handle.refuse(address);
      done(code === undefined ? null : refusalOf(code));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          secure: session.secure,
          to: rcptTo.map(({ address }) => address),
          from: mailFrom ? mailFrom.address : '',
          source: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  const listener = server.listen(options.port ?? 0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo; // a TCP server has one
  const handle: TestSmtpServer = {
    received,
    settings: {
      host: '127.0.0.1',
      port,
      secure: false,
      requireTls: options.tls === true,
      auth: options.password === undefined ? undefined : { user: 'kontor', pass: options.password },
      from: { name: 'Kontor', address: 'kontor@kontor.example' },
    },
    refuse: () => undefined,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return handle;
};

/** Header lines of a mail as they were sent, unfolded. */
export const headersOf = ({ source }: ReceivedMail): string[] =>
  (source.split('\r\n\r\n', 1)[0] ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n');

/** The text of a mail sent as quoted-printable. */
export const textOf = ({ source }: ReceivedMail): string => {
  const body = source.slice(source.indexOf('\r\n\r\n') + 4).replace(/=\r\n/g, '');
  const bytes = body.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8').replace(/\r\n/g, '\n');
};
