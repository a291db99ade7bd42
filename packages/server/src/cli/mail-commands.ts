import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { isAddress } from '../platform/mail/mail-text.ts';
import { openMailer } from '../platform/mail/open-mailer.ts';
import { newUuid } from '../platform/new-id.ts';
import type { Deed, Options } from './import-commands.ts';
import { InputRefused, UsageError } from './usage.ts';

/** Sends one mail past the outbox and says what the server answered. */
export function testMailCommand(address: string, _options: Options, config: Config): Deed {
  if (!isAddress(address)) throw new UsageError('ADDRESS is one e-mail address, such as you@example.com.');
  return async ({ services }) => {
    const { mail: settings, publicUrl } = config;
    if (settings === undefined)
      throw new InputRefused('No mail server is set up: set KONTOR_SMTP_URL and KONTOR_MAIL_FROM.');
    const mailer = openMailer(settings, { publicUrl, ...(await certificatesOf(config)) });
    const outcome = await mailer
      .send({
        id: newUuid(),
        recipient: address,
        language: 'en',
        subject: 'Kontor can send mail',
        body: `This mail was sent by "kontor mail test" of ${publicUrl}. Nothing needs to be done.\n`,
        created_at: services.realNow(),
        preferences_url: null,
      })
      .finally(mailer.close);
    if (outcome.status === 'sent') return `${settings.host}:${settings.port} took the mail to ${address}.`;
    throw new InputRefused(`${settings.host}:${settings.port} did not take the mail: ${outcome.why}`);
  };
}

async function certificatesOf({ smtpCaFile: file }: Config): Promise<{ readonly ca?: string }> {
  return file === undefined ? {} : { ca: await readFile(file, 'utf8') };
}
