import type * as contract from '@kontor/contract/notices';
import type { AnswerOf } from '@kontor/contract/operation';
import { formatInstant } from '@kontor/domain/time';
import type { MailRow } from '../platform/mail/mail-store.ts';
import type { ListedMails } from './list-mails.ts';

export const mailView = (row: MailRow): AnswerOf<typeof contract.retryMail> => ({
  id: row.id,
  partnerId: row.account_id,
  partnerName: row.account_name,
  to: row.recipient,
  language: row.language,
  kind: row.kind,
  subject: row.subject,
  status: row.status,
  attempts: row.attempts,
  createdAt: formatInstant(row.created_at),
  nextAttemptAt: row.status === 'waiting' ? formatInstant(row.next_attempt_at) : null,
  settledAt: row.settled_at === null ? null : formatInstant(row.settled_at),
  failure: row.failure,
  canRetry: row.status === 'failed' && !row.emptied,
});

export const mailsView = (listed: ListedMails): AnswerOf<typeof contract.listMails> => ({
  items: listed.rows.map(mailView),
  next: listed.next,
  sendsMail: listed.sendsMail,
  waiting: listed.waiting,
  failed: listed.failed,
});
