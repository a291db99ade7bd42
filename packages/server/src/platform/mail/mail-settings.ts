import { isAddress } from './mail-text.ts';

/** The server that takes our mails, and whom they are from. */
export type MailSettings = {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS where the server offers it. */
  readonly secure: boolean;
  /** No mail goes without TLS. */
  readonly requireTls: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
  readonly from: { readonly name: string; readonly address: string };
};

type Env = Readonly<Record<string, string | undefined>>;
type Fault = (message: string) => Error;

/** Undefined: mails wait in the database. @throws what `fault` makes of the message that names the variable and the rule */
export const mailFrom = (env: Env, fault: Fault): MailSettings | undefined => {
  const text = env.KONTOR_SMTP_URL || undefined;
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '' || url.search !== '')
    throw fault(
      'KONTOR_SMTP_URL must be smtp://host:port or smtps://host:port, with user:password@ if needed.',
    );
  const secure = url.protocol === 'smtps:';
  const auth =
    url.username === ''
      ? undefined
      : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // A password never crosses a network in the clear.
    requireTls: !secure && auth !== undefined && !isHere,
    auth,
    from: senderFrom(env.KONTOR_MAIL_FROM, fault),
  };
};

const senderFrom = (text: string | undefined, fault: Fault): MailSettings['from'] => {
  const [, name = '', inBrackets] = /^\s*"?([^"<>\r\n]*?)"?\s*<([^<>]+)>\s*$/.exec(text ?? '') ?? [];
  const address = inBrackets ?? (text ?? '').trim();
  if (!isAddress(address))
    throw fault('KONTOR_MAIL_FROM is missing or no address; it must be like "Kontor <kontor@example.com>".');
  return { name, address };
};
