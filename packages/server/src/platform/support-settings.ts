export type SupportSettings = {
  /** Unset: every operator is written to. */
  readonly mailTo: string | undefined;
  /** In which the mailbox is written to. */
  readonly language: 'en' | 'tr';
  readonly attachments: AttachmentLimits;
  /** Where a scanner that speaks clamd's protocol listens; unset: files are not scanned. */
  readonly scanner: ScannerAddress | undefined;
};

export type AttachmentLimits = {
  readonly mostFiles: number;
  readonly mostBytesOfFile: number;
  readonly mostBytesOfRequest: number;
};

export type ScannerAddress = { readonly path: string } | { readonly host: string; readonly port: number };

const megabyte = 1_048_576;

export const usualSupport: SupportSettings = {
  mailTo: undefined,
  language: 'en',
  attachments: {
    mostFiles: 10,
    mostBytesOfFile: 25 * megabyte,
    mostBytesOfRequest: 100 * megabyte,
  },
  scanner: undefined,
};

type Env = Readonly<Record<string, string | undefined>>;
type Fault = (message: string) => Error;

/** @throws what `fault` makes of the message that names the variable and the rule */
export const supportFrom = (env: Env, fault: Fault): SupportSettings => {
  const { attachments } = usualSupport;
  const count = (name: string, usual: number, most: number) => {
    const value = Number(env[name] || usual);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw fault(`${name} is "${env[name]}"; it must be a whole number from 1 to ${most}.`);
    return value;
  };
  const mailTo = env.KONTOR_SUPPORT_MAIL || undefined;
  if (mailTo !== undefined && !/^[^\s@]+@[^\s@]+$/.test(mailTo))
    throw fault(`KONTOR_SUPPORT_MAIL is "${mailTo}"; it must be an e-mail address.`);
  const language = env.KONTOR_SUPPORT_LANGUAGE || 'en';
  if (language !== 'en' && language !== 'tr')
    throw fault(`KONTOR_SUPPORT_LANGUAGE is "${language}"; it must be "en" or "tr".`);
  return {
    mailTo,
    language,
    attachments: {
      mostFiles: count('KONTOR_SUPPORT_FILES', attachments.mostFiles, 1_000),
      mostBytesOfFile:
        count('KONTOR_SUPPORT_FILE_MB', attachments.mostBytesOfFile / megabyte, 10_000) * megabyte,
      mostBytesOfRequest:
        count('KONTOR_SUPPORT_REQUEST_MB', attachments.mostBytesOfRequest / megabyte, 100_000) * megabyte,
    },
    scanner: scannerFrom(env.KONTOR_CLAMD || undefined, fault),
  };
};

const scannerFrom = (text: string | undefined, fault: Fault): ScannerAddress | undefined => {
  if (text === undefined) return undefined;
  if (text.startsWith('/')) return { path: text };
  const match = /^(\[[0-9a-fA-F:]+\]|[^\s:]+):(\d{1,5})$/.exec(text);
  const [, host = '', port = ''] = match ?? [];
  if (!match || Number(port) < 1 || Number(port) > 65_535)
    throw fault(`KONTOR_CLAMD is "${text}"; it must be host:port or the path of a socket.`);
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
};
