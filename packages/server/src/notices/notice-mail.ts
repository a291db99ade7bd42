import type { NoticeKind } from '@kontor/domain/notice/notice-kinds';
import type { LocalDate } from '@kontor/domain/time';
import { printDate } from '../documents/print-values.ts';
import type { Mail, MailLanguage } from '../platform/mail/mail-store.ts';
import { linkOf, noticesPath, preferencesPath } from './notice-links.ts';
import { mailWords, sentenceOf } from './notice-words.ts';

export type MailedNotice = {
  readonly kind: NoticeKind;
  readonly customerId: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
};

export type MailReader = {
  readonly accountId: string;
  readonly personId: string;
  readonly portal: 'partner' | 'operator';
  readonly email: string;
  readonly language: MailLanguage;
};

/** More than so many are in the portal, and the mail says how many. */
const mostInMail = 50;

/** One mail of everything that somebody is told of at once. */
export const noticeMail = (
  reader: MailReader,
  notices: readonly MailedNotice[],
  { publicUrl, dedupeKey }: { readonly publicUrl: string; readonly dedupeKey: string },
): Mail => {
  const [first] = notices;
  const subject =
    notices.length === 1 && first
      ? sentenceOf(first, reader.language)
      : mailWords[reader.language].many(notices.length);
  return mailOf(reader, notices, { publicUrl, dedupeKey, subject, kind: 'notice' });
};

/** The mail of a day. */
export const digestMail = (
  reader: MailReader,
  notices: readonly MailedNotice[],
  { publicUrl, day }: { readonly publicUrl: string; readonly day: LocalDate },
): Mail =>
  mailOf(reader, notices, {
    publicUrl,
    dedupeKey: `digest:${reader.personId}:${day}`,
    subject: mailWords[reader.language].digest(notices.length, printDate(day, reader.language)),
    kind: 'digest',
  });

type Making = {
  readonly publicUrl: string;
  readonly dedupeKey: string;
  readonly subject: string;
  readonly kind: string;
};

const mailOf = (
  { accountId, portal, email, language }: MailReader,
  notices: readonly MailedNotice[],
  { publicUrl, dedupeKey, subject, kind }: Making,
): Mail => {
  const words = mailWords[language];
  const items = notices
    .slice(0, mostInMail)
    .map((notice) => `- ${sentenceOf(notice, language)}\n  ${publicUrl}${linkOf(notice)}`);
  const rest = notices.length - items.length;
  const preferencesUrl = `${publicUrl}${preferencesPath(portal)}`;
  const paragraphs = [
    words.greeting,
    items.join('\n\n'),
    ...(rest > 0 ? [words.more(rest, `${publicUrl}${noticesPath(portal)}`)] : []),
    `-- \n${words.footer(preferencesUrl)}`,
  ];
  return {
    accountId,
    to: email,
    language,
    kind,
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    dedupeKey,
    preferencesUrl,
  };
};
