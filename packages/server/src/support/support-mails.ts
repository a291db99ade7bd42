import { responseHours } from '@kontor/domain/support/impact';
import { reopenableDays } from '@kontor/domain/support/support-request';
import { instant, millisecondsPerDay } from '@kontor/domain/time';
import { hashOfToken } from '../downloads/download-token.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type MailLanguage, queueMails } from '../platform/mail/mail-store.ts';
import { newToken } from '../platform/new-id.ts';
import { impactWords, linkWords, mailWords, type SupportMailKind } from './mail-words.ts';
import { insertReplyToken, readOperatorAddresses } from './reply-store.ts';
import type { RequestRow } from './support-store.ts';

type MailContext = Pick<RequestContext, 'publicUrl' | 'realNow' | 'pools' | 'support'>;

export type StepFacts = {
  readonly by: string;
  readonly note: string;
  readonly refunded?: {
    readonly amount: string;
    readonly period: string;
    readonly issued: string;
    readonly kept: boolean;
  };
};

/** How long an address in a mail is good for. */
const replyDays = reopenableDays;

/** To whoever made the request, in their language, with an address by which they can answer. */
export const mailToAuthor = (
  { publicUrl, realNow }: MailContext,
  row: RequestRow,
  kind: SupportMailKind,
  facts: StepFacts,
): Statement[] => {
  const token = newToken();
  const now = realNow();
  const words = linkWords[row.language];
  const links = [
    `${words.reply}\n${publicUrl}/reply/${token}`,
    `${words.portal}\n${publicUrl}/partner/support/${row.id}`,
  ];
  const { subject, body } = worded(row, kind, facts, row.language);
  return [
    insertReplyToken({
      tokenHash: hashOfToken(token),
      accountId: row.account_id,
      requestId: row.id,
      personId: row.author_id,
      createdAt: now,
      expiresAt: instant(now + replyDays * millisecondsPerDay),
    }),
    queueMails([
      {
        accountId: row.account_id,
        to: row.contact_email,
        language: row.language,
        kind,
        subject,
        text: [body, ...links].join('\n\n'),
        secret: true,
      },
    ]),
  ];
};

export type OperatorAddress = { readonly to: string; readonly language: MailLanguage };

/** The mailbox of the support where one is set, else every operator. */
export const operatorAddresses = async ({ pools, support }: MailContext): Promise<OperatorAddress[]> => {
  if (support?.mailTo !== undefined) return [{ to: support.mailTo, language: support.language }];
  const rows = await query(pools.system, noTenant, readOperatorAddresses());
  return rows.map(({ email, country }) => ({ to: email, language: country === 'TR' ? 'tr' : 'en' }));
};

export const mailToOperators = (
  { publicUrl }: MailContext,
  addresses: readonly OperatorAddress[],
  row: RequestRow,
  kind: SupportMailKind,
  facts: StepFacts,
): Statement[] => {
  if (addresses.length === 0) return [];
  const mails = addresses.map(({ to, language }) => {
    const { subject, body } = worded(row, kind, facts, language);
    const link = `${linkWords[language].portal}\n${publicUrl}/operator/support/${row.id}`;
    return { accountId: row.account_id, to, language, kind, subject, text: `${body}\n\n${link}` };
  });
  return [queueMails(mails)];
};

const worded = (row: RequestRow, kind: SupportMailKind, facts: StepFacts, language: MailLanguage) => {
  const words = mailWords[language][kind];
  const { refunded } = facts;
  const values: Readonly<Record<string, string>> = {
    number: row.number,
    title: row.title,
    name: kind === 'support_new' ? row.author_name : row.contact_name,
    account: row.account_name,
    impact: impactWords[language][row.impact],
    hours: String(responseHours[row.impact]),
    by: facts.by,
    note: facts.note,
    amount: refunded?.amount ?? '',
    period: refunded?.period ?? '',
    issued: refunded?.issued ?? '',
    kept: refunded?.kept ? linkWords[language].kept : linkWords[language].ended,
  };
  const put = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return { subject: put(words.subject), body: put(words.body).trimEnd() };
};
