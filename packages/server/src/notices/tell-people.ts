import type { AccountId } from '@kontor/domain/ids';
import { type NoticeWay, noticeKindsOf, noticeTerms, wayOf } from '@kontor/domain/notice/notice-kinds';
import { type NoticeDraft, noticeOfEvent } from '@kontor/domain/notice/notice-of-event';
import { formatInstant, type Instant, instant, millisecondsPerDay } from '@kontor/domain/time';
import type { EventConsumer } from '../events/relay-events.ts';
import type { RelayedEvent } from '../events/relay-store.ts';
import { readBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import { queueMails } from '../platform/mail/mail-store.ts';
import { newUuid } from '../platform/new-id.ts';
import {
  type AudiencePerson,
  type LowPool,
  type NoticedAccount,
  type NoticedLine,
  type NoticedSku,
  readAudience,
  readLowPools,
  readNoticedAccounts,
  readNoticedLines,
  readNoticedSkus,
  readTold,
} from './audience-store.ts';
import { type MailReader, noticeMail } from './notice-mail.ts';
import { insertNotices, type NewNotice } from './notice-store.ts';

export type Telling = { readonly realNow: () => Instant; readonly publicUrl: string };

/** What is older is history: nobody is told of it any more. */
const oldestNoticeMs = 90 * millisecondsPerDay;
/** A mail about what is older than this would only be confusing. */
const oldestMailMs = 3 * millisecondsPerDay;

/** Makes notices of events, and mails for those who want one at once. */
export const noticesConsumer = (telling: Telling): EventConsumer => ({
  name: 'notices',
  handle: (system, accountId, events) => tellPeople(telling, system, accountId, events),
});

type Drafted = { readonly draft: NoticeDraft; readonly event: RelayedEvent };

const tellPeople = async (
  telling: Telling,
  system: Pool,
  accountId: AccountId,
  events: readonly RelayedEvent[],
): Promise<readonly Statement[]> => {
  const drafted = onceACause(events.flatMap(draftOf));
  if (drafted.length === 0) return [];
  const [accounts, people, told, lines, skus, lowPools] = await readBatch(system, noTenant, [
    readNoticedAccounts(accountId),
    readAudience(accountId),
    readTold(
      accountId,
      drafted.map(({ draft }) => draft.cause),
    ),
    readNoticedLines(accountId, drafted.flatMap(lineOf)),
    readNoticedSkus(drafted.flatMap(skuOf)),
    readLowPools(drafted.flatMap(skuOf)),
  ]);
  const toldAlready = new Set(told.map((row) => `${row.person_id}:${row.cause}`));
  const where: Where = { telling, accounts, own: accounts.find(({ id }) => id === accountId), lines, skus };
  const forPeople = people.flatMap((person) =>
    drafted.flatMap((each) =>
      isOver(each.draft, lowPools) || toldAlready.has(`${person.id}:${each.draft.cause}`)
        ? []
        : noticeFor(where, person, each),
    ),
  );
  if (forPeople.length === 0) return [];
  const position = events.at(-1)?.position ?? 0n;
  const mails = mailsOf(telling, forPeople, `${accountId}:${position}`);
  return [
    insertNotices(forPeople.map(({ notice }) => notice)),
    ...(mails.length > 0 ? [queueMails(mails)] : []),
  ];
};

const draftOf = (event: RelayedEvent): Drafted[] => {
  const draft = noticeOfEvent({ ...event, aggregateId: event.aggregate_id });
  return draft ? [{ draft, event }] : [];
};

const onceACause = (drafted: readonly Drafted[]): Drafted[] =>
  [...new Map(drafted.toReversed().map((each) => [each.draft.cause, each])).values()].toReversed();

const lineOf = ({ draft: { facts } }: Drafted) =>
  typeof facts.orderId === 'string' && typeof facts.lineItemNumber === 'number'
    ? [{ orderId: facts.orderId, lineNumber: facts.lineItemNumber }]
    : [];

const skuOf = ({ draft: { facts } }: Drafted) =>
  typeof facts.productId === 'string' && typeof facts.skuId === 'string'
    ? [{ productId: facts.productId, skuId: facts.skuId }]
    : [];

/** A pool that was filled before anybody was told of it. */
const isOver = ({ kind, facts }: NoticeDraft, lowPools: readonly LowPool[]): boolean =>
  kind === 'low_stock' &&
  facts.threshold !== undefined &&
  !lowPools.some(
    (pool) =>
      pool.product_id === facts.productId && pool.sku_id === facts.skuId && pool.key_group === facts.keyGroup,
  );

type Where = {
  readonly telling: Telling;
  readonly accounts: readonly NoticedAccount[];
  /** The account in which it happened. */
  readonly own: NoticedAccount | undefined;
  readonly lines: readonly NoticedLine[];
  readonly skus: readonly NoticedSku[];
};

type ForPerson = { readonly notice: NewNotice; readonly reader: MailReader; readonly mailNow: boolean };

const noticeFor = (where: Where, person: AudiencePerson, { draft, event }: Drafted): ForPerson[] => {
  const { own, telling } = where;
  const account = where.accounts.find(({ id }) => id === person.account_id);
  if (!own || !account || !concerns(draft, person, own)) return [];
  const way: NoticeWay = wayOf(draft.kind, person.chosen[draft.kind]);
  if (way === 'off') return [];
  // The operator reads other accounts' events on a clock of their own.
  const at = account.id === own.id ? event.at : event.recorded_at;
  const age = telling.realNow() + Number(account.clock_offset_ms) - at;
  if (age > oldestNoticeMs) return [];
  const maySend = age <= oldestMailMs && (!account.sandbox || person.mail_from_sandbox);
  const { customerId, facts } = named(where, draft);
  return [
    {
      notice: {
        accountId: account.id,
        personId: person.id,
        id: newUuid(),
        kind: draft.kind,
        cause: draft.cause,
        customerId,
        at: instant(at),
        facts,
        forDigest: way === 'digest' && maySend,
      },
      reader: {
        accountId: account.id,
        personId: person.id,
        portal: person.kind === 'operator' ? 'operator' : 'partner',
        email: person.email,
        language: person.language ?? account.language,
      },
      mailNow: way === 'mail' && maySend,
    },
  ];
};

/** By role as it is now, in the account that it happened in or, for the operator's own, anywhere. */
const concerns = (draft: NoticeDraft, person: AudiencePerson, own: NoticedAccount): boolean => {
  if (draft.personId !== null && draft.personId !== person.id) return false;
  if (noticeTerms[draft.kind].audience === 'partner' && person.account_id !== own.id) return false;
  const actor = { kind: person.kind, accountId: own.id as AccountId, roles: person.roles }; // read as an account's id
  return noticeKindsOf(actor).includes(draft.kind);
};

/** With the names of what it is about, as they are when people are told. */
const named = ({ own, lines, skus }: Where, { kind, customerId, facts }: NoticeDraft) => {
  const line = lines.find(
    (each) => each.order_id === facts.orderId && each.line_number === facts.lineItemNumber,
  );
  const sku = skus.find((each) => each.product_id === facts.productId && each.sku_id === facts.skuId);
  const until = kind === 'window_closing' ? (line?.cancellable_until ?? null) : null;
  return {
    customerId: customerId ?? line?.customer_id ?? null,
    facts: {
      ...facts,
      ...(line
        ? { customerName: line.customer_name, productTitle: `${line.product_title} · ${line.sku_title}` }
        : {}),
      ...(sku ? { productTitle: sku.title } : {}),
      ...(until === null ? {} : { cancellableUntil: formatInstant(until) }),
      ...(until !== null && line?.closed_on ? { closedOn: line.closed_on } : {}),
      ...(noticeTerms[kind].audience === 'operator' && own?.kind === 'partner'
        ? { partnerId: own.id, partnerName: own.name }
        : {}),
    },
  };
};

/** One mail a person, of all that this round has for them. */
const mailsOf = ({ publicUrl }: Telling, told: readonly ForPerson[], round: string) => {
  const byPerson = Map.groupBy(
    told.filter(({ mailNow }) => mailNow),
    ({ reader }) => reader.personId,
  );
  return [...byPerson.values()].flatMap((mine) => {
    const [first] = mine;
    if (!first) return [];
    const notices = mine.map(({ notice }) => notice);
    return [
      noticeMail(first.reader, notices, { publicUrl, dedupeKey: `notice:${first.reader.personId}:${round}` }),
    ];
  });
};
