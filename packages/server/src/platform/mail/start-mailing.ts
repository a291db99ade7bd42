import { readFile } from 'node:fs/promises';
import { type MailServices, startMails } from './mail-job.ts';
import type { MailSettings } from './mail-settings.ts';
import { openMailer } from './open-mailer.ts';

export type Mailing = {
  readonly mail: MailSettings | undefined;
  readonly smtpCaFile: string | undefined;
  readonly publicUrl: string;
};

/** Starts the sending of mails where a server is set up for them; else they wait. */
export const startMailing = async (
  services: MailServices,
  { mail, smtpCaFile, publicUrl }: Mailing,
): Promise<() => Promise<void>> => {
  if (mail === undefined) return async () => {};
  const ca = smtpCaFile === undefined ? {} : { ca: await readFile(smtpCaFile, 'utf8') };
  return startMails(services, openMailer(mail, { publicUrl, ...ca }));
};
