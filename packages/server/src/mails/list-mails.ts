import { accepted, refused } from '@kontor/domain/decision';
import { instant } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { limitFrom, openCursor, pageOf, sealCursor } from '../platform/http/cursor.ts';
import {
  countMails,
  type MailRow,
  type MailStatus,
  readMail,
  readMails,
  retryMailRow,
} from '../platform/mail/mail-store.ts';

export type MailsQuery = {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly status?: MailStatus | undefined;
};

export type ListedMails = {
  readonly rows: readonly MailRow[];
  readonly next: string | null;
  readonly sendsMail: boolean;
  readonly waiting: number;
  readonly failed: number;
};

/** Mails of one status, newest first. */
export const listMails = async (ctx: RequestContext, asked: MailsQuery) => {
  const read = await readAs(ctx, 'mails.manage', undefined, []);
  if (!read.accepted) return read;
  const { status = 'waiting' } = asked;
  const place = { accountId: read.value.caller.accountId, list: `mails:${status}` };
  const limit = limitFrom(asked.limit);
  if (!limit.accepted) return limit;
  const cursor = openCursor(ctx.vault, place, asked.cursor);
  if (!cursor.accepted) return cursor;
  const [at = '0', id = ''] = cursor.value ?? [];
  const after = cursor.value && { at: instant(Number(at)), id };
  const [rows, counts] = await readBatch(ctx.pools.system, noTenant, [
    readMails({ status, after, limit: limit.value + 1 }),
    countMails(),
  ]);
  const { items, last } = pageOf(rows, limit.value);
  const countOf = (wanted: MailStatus) => counts.find((each) => each.status === wanted)?.mails ?? 0;
  return accepted<ListedMails>({
    rows: items,
    next: last && sealCursor(ctx.vault, place, [String(last.created_at), last.id]),
    sendsMail: ctx.sendsMail === true,
    waiting: countOf('waiting'),
    failed: countOf('failed'),
  });
};

/** Queues a failed mail again; it goes with the next look of the job. */
export const retryMail = (ctx: RequestContext, mailId: string) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'mails.manage', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const [mail] = await query(ctx.pools.system, noTenant, readMail(mailId));
    if (!mail) return refused({ code: 'mail.not_found' as const });
    if (mail.status !== 'failed')
      return refused({ code: 'mail.not_failed' as const, mailStatus: mail.status });
    if (mail.emptied) return refused({ code: 'mail.emptied' as const });
    const after: MailRow = {
      ...mail,
      status: 'waiting',
      attempts: 0,
      settled_at: null,
      next_attempt_at: caller.now,
    };
    const details = { kind: mail.kind, partnerId: mail.account_id };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [retryMailRow(mail.account_id, mail.id)],
        activity: [
          {
            action: 'retry_mail',
            resourceId: mail.id,
            oldValue: { status: 'failed' },
            newValue: { status: 'waiting' },
            details,
          },
        ],
        events: [],
      },
      after,
    );
    return done.accepted ? accepted(after) : done;
  });
