import { zoneOfCountry } from '@kontor/domain/market/country-zone';
import { digestDayDue } from '@kontor/domain/notice/digest-day';
import type { Instant, LocalDate } from '@kontor/domain/time';
import { query, writeBatch } from '../platform/db/batch.ts';
import { VersionChanged } from '../platform/db/errors.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { queueMails } from '../platform/mail/mail-store.ts';
import {
  advanceDigest,
  clearFromDigest,
  type DigestAccount,
  type DigestNotice,
  readDigestAccounts,
  readForDigest,
} from './digest-store.ts';
import { digestMail } from './notice-mail.ts';

export type Digesting = { readonly system: Pool; readonly publicUrl: string; readonly now: Instant };

/**
 * Makes the digests of every account whose clocks, in the zone of its country, have passed seven since the last ones.
 * Real time, whatever clock the account runs on: they are read by people. Answers how many mails it queued.
 */
export const makeDigests = async (digesting: Digesting): Promise<number> => {
  const accounts = await query(digesting.system, noTenant, readDigestAccounts());
  let mails = 0;
  for (const account of accounts) {
    const day = digestDayDue(digesting.now, zoneOfCountry(account.country), account.last_day);
    if (day !== undefined) mails += await digestAccount(digesting, account, day);
  }
  return mails;
};

const digestAccount = async (
  { system, publicUrl }: Digesting,
  { account_id: accountId, last_day: last }: DigestAccount,
  day: LocalDate,
): Promise<number> => {
  const waiting = await query(system, noTenant, readForDigest(accountId));
  // What was read meanwhile is no news, and somebody who left gets no mail.
  const news = waiting.filter((notice) => notice.read_at === null && !notice.disabled);
  const mails = [...Map.groupBy(news, (notice) => notice.person_id).values()].flatMap((mine) => {
    const [first] = mine;
    return first ? [digestMail(readerOf(accountId, first), mine.map(mailedOf), { publicUrl, day })] : [];
  });
  try {
    await writeBatch(system, noTenant, [
      advanceDigest(accountId, last, day),
      ...(mails.length > 0 ? [queueMails(mails)] : []),
      clearFromDigest(
        accountId,
        waiting.map(({ id }) => id),
      ),
    ]);
    return mails.length;
  } catch (error) {
    // Another process made them.
    if (error instanceof VersionChanged) return 0;
    throw error;
  }
};

const readerOf = (accountId: string, notice: DigestNotice) => ({
  accountId,
  personId: notice.person_id,
  portal: notice.person_kind === 'operator' ? ('operator' as const) : ('partner' as const),
  email: notice.email,
  language: notice.language,
});

const mailedOf = ({ kind, customer_id: customerId, facts }: DigestNotice) => ({ kind, customerId, facts });
