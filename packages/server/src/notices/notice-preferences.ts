import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { zoneOfCountry } from '@kontor/domain/market/country-zone';
import { digestHour } from '@kontor/domain/notice/digest-day';
import {
  type NoticeKind,
  type NoticeWay,
  noticeKindsOf,
  noticeTerms,
  wayOf,
} from '@kontor/domain/notice/notice-kinds';
import { act } from '../partners/act.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { MailLanguage } from '../platform/mail/mail-store.ts';
import { readerOf } from './list-notices.ts';
import {
  type ChosenRow,
  type ReaderRow,
  readChosen,
  readReader,
  saveChosen,
  saveReader,
} from './preference-store.ts';

export type NoticePreferences = {
  readonly kinds: {
    readonly kind: NoticeKind;
    readonly way: NoticeWay;
    readonly usual: NoticeWay;
    readonly ways: NoticeWay[];
  }[];
  readonly language: MailLanguage | null;
  readonly usualLanguage: MailLanguage;
  readonly email: string;
  readonly sandbox: boolean;
  readonly mailFromSandbox: boolean;
  readonly sendsMail: boolean;
  readonly digestAt: string;
  readonly digestZone: string;
};

/** How the caller is told of what they may be told of. */
export const getNoticePreferences = async (ctx: RequestContext) => {
  const { accountId, personId } = readerOf(ctx);
  const read = await readAs(ctx, 'notices.read', undefined, [
    readReader(accountId, personId),
    readChosen(accountId, personId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[reader], chosen] = rows;
  invariant(reader, 'whoever asks is a person of the account');
  return accepted(preferencesOf(ctx, caller, reader, chosen));
};

const preferencesOf = (
  { sendsMail = false }: RequestContext,
  { actor }: Caller,
  reader: ReaderRow,
  chosen: readonly ChosenRow[],
): NoticePreferences => ({
  kinds: noticeKindsOf(actor).map((kind) => {
    const { usual, ways } = noticeTerms[kind];
    return { kind, way: wayOf(kind, chosen.find((row) => row.kind === kind)?.way), usual, ways: [...ways] };
  }),
  language: reader.language,
  usualLanguage: reader.usual_language,
  email: reader.email,
  sandbox: reader.sandbox,
  mailFromSandbox: reader.mail_from_sandbox,
  sendsMail,
  digestAt: `${String(digestHour).padStart(2, '0')}:00`,
  digestZone: zoneOfCountry(reader.country),
});

export type PreferenceChanges = {
  readonly kinds?: readonly { readonly kind: NoticeKind; readonly way: NoticeWay }[] | undefined;
  readonly language?: MailLanguage | null | undefined;
  readonly mailFromSandbox?: boolean | undefined;
};

/** Chooses; what is left out stays, and what stays the same leaves no record. */
export const putNoticePreferences = (ctx: RequestContext, changes: PreferenceChanges) =>
  withRetries(async () => {
    const { accountId, personId } = readerOf(ctx);
    const read = await readAs(ctx, 'notices.read', undefined, [
      readReader(accountId, personId),
      readChosen(accountId, personId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[reader], chosen] = rows;
    invariant(reader, 'whoever asks is a person of the account');
    const checked = checkKinds(changes, noticeKindsOf(caller.actor));
    if (!checked.accepted) return checked;
    const before = preferencesOf(ctx, caller, reader, chosen);
    const { language = reader.language, mailFromSandbox = reader.mail_from_sandbox } = changes;
    const asked = changes.kinds ?? [];
    const after = preferencesOf(ctx, caller, { ...reader, language, mail_from_sandbox: mailFromSandbox }, [
      ...asked.toReversed(),
      ...chosen,
    ]);
    const [oldValue, newValue] = [said(before), said(after)];
    if (JSON.stringify(oldValue) === JSON.stringify(newValue)) return accepted(after);
    const kinds = after.kinds.filter(({ kind }) => asked.some((each) => each.kind === kind));
    const done = await act(
      ctx,
      caller,
      {
        writes: [
          ...(kinds.length > 0 ? [saveChosen(accountId, personId, kinds)] : []),
          saveReader(accountId, personId, { language, mailFromSandbox }),
        ],
        activity: [{ action: 'set_notice_preferences', resourceId: personId, oldValue, newValue }],
        events: [],
      },
      after,
    );
    return done.accepted ? accepted(after) : done;
  });

const said = ({ kinds, language, mailFromSandbox }: NoticePreferences) => ({
  ...Object.fromEntries(kinds.map(({ kind, way }) => [kind, way])),
  language,
  mailFromSandbox,
});

type Invalid = {
  readonly code: 'request.invalid';
  readonly errors: readonly { readonly path: string; readonly message: string }[];
};

const checkKinds = (
  { kinds = [] }: PreferenceChanges,
  own: readonly NoticeKind[],
): Decision<void, Invalid> => {
  const errors = kinds.flatMap(({ kind, way }, index) => {
    if (!own.includes(kind))
      return [{ path: `kinds/${index}/kind`, message: `is not for your role; leave ${kind} out` }];
    const ways: readonly NoticeWay[] = noticeTerms[kind].ways;
    if (ways.includes(way)) return [];
    return [{ path: `kinds/${index}/way`, message: `must be one of ${ways.join(', ')} for ${kind}` }];
  });
  return errors.length === 0 ? accepted(undefined) : refused({ code: 'request.invalid', errors });
};
