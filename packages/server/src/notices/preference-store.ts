import type { NoticeKind, NoticeWay } from '@kontor/domain/notice/notice-kinds';
import { insertMany, type Statement } from '../platform/db/statement.ts';
import type { MailLanguage } from '../platform/mail/mail-store.ts';

export type ReaderRow = {
  readonly email: string;
  readonly country: string;
  readonly sandbox: boolean;
  readonly usual_language: MailLanguage;
  readonly language: MailLanguage | null;
  readonly mail_from_sandbox: boolean;
};

/** A person, and what they chose of mails. */
export const readReader = (accountId: string, personId: string): Statement<ReaderRow> => ({
  name: 'notice_preferences.read_reader',
  text: `select p.email, a.country, a.sandbox, a.language as usual_language, r.language,
      coalesce(r.mail_from_sandbox, false) as mail_from_sandbox
    from kontor.person p join kontor.account a on a.id = p.account_id
    left join kontor.notice_reader r on r.account_id = p.account_id and r.person_id = p.id
    where p.account_id = $1 and p.id = $2`,
  values: [accountId, personId],
});

export type ChosenRow = { readonly kind: string; readonly way: string };

export const readChosen = (accountId: string, personId: string): Statement<ChosenRow> => ({
  name: 'notice_preferences.read_chosen',
  text: 'select kind, way from kontor.notice_preference where account_id = $1 and person_id = $2 order by kind',
  values: [accountId, personId],
});

const column = (name: string, type: string) => ({ name, type });

export const saveChosen = (
  accountId: string,
  personId: string,
  chosen: readonly { readonly kind: NoticeKind; readonly way: NoticeWay }[],
): Statement =>
  insertMany(
    {
      name: 'notice_preferences.save_chosen',
      table: 'kontor.notice_preference',
      columns: [
        column('account_id', 'uuid'),
        column('person_id', 'uuid'),
        column('kind', 'text'),
        column('way', 'text'),
      ],
      suffix: 'on conflict (account_id, person_id, kind) do update set way = excluded.way',
    },
    chosen.map(({ kind, way }) => [accountId, personId, kind, way]),
  );

export const saveReader = (
  accountId: string,
  personId: string,
  reader: { readonly language: MailLanguage | null; readonly mailFromSandbox: boolean },
): Statement => ({
  name: 'notice_preferences.save_reader',
  text: `insert into kontor.notice_reader (account_id, person_id, language, mail_from_sandbox) values ($1, $2, $3, $4)
    on conflict (account_id, person_id) do update
      set language = excluded.language, mail_from_sandbox = excluded.mail_from_sandbox`,
  values: [accountId, personId, reader.language, reader.mailFromSandbox],
});
