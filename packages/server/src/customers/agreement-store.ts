import type { Instant } from '@kontor/domain/time';
import { jsonb } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';

export type AgreementContact = {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phoneNumber?: string;
};

export type AgreementRow = {
  readonly id: string;
  readonly template_id: string;
  readonly type: string;
  readonly agreed_on: string;
  /** null of those that know their day alone. */
  readonly agreed_at: Instant | null;
  readonly contact: Readonly<Record<string, unknown>>;
  readonly recorded_by: string | null;
};

/** The agreements of a customer, the latest first. */
export const readAgreements = (accountId: string, customerId: string): Statement<AgreementRow> =>
  statement(
    'customers.read_agreements',
    `select id, template_id, type, agreed_on, agreed_at, contact, recorded_by from kontor.customer_agreement
     where account_id = $1 and customer_id = $2 order by agreed_on desc, recorded_at desc`,
    [accountId, customerId],
  );

export const readPartnerPerson = (accountId: string, personId: string): Statement<{ readonly id: string }> =>
  statement(
    'customers.read_partner_person',
    `select id from kontor.person where account_id = $1 and id = $2 and kind = 'partner_user' and disabled_at is null`,
    [accountId, personId],
  );

export type NewAgreement = {
  readonly id: string;
  readonly customerId: string;
  readonly templateId: string;
  readonly type: string;
  readonly agreedAt: Instant;
  readonly contact: AgreementContact;
  readonly recordedBy: string | null;
};

/** Of each type one: two at once put a single one on record. */
export const insertAgreement = (accountId: string, agreement: NewAgreement): Statement =>
  statement(
    'customers.insert_agreement',
    `with held as (
       select id from kontor.customer where account_id = $1 and id = $2 and ended_at is null for update
     ), added as (
       insert into kontor.customer_agreement (account_id, customer_id, id, template_id, type, agreed_on, agreed_at, contact,
         recorded_by)
       select $1, h.id, $3, $4, $5, ($6::timestamptz at time zone 'UTC')::date, $6, $7::jsonb, $8 from held h
       returning 1)
     select kontor.expect(count(*), 1, 'customer.changed') from added`,
    [
      accountId,
      agreement.customerId,
      agreement.id,
      agreement.templateId,
      agreement.type,
      new Date(agreement.agreedAt),
      jsonb(agreement.contact),
      agreement.recordedBy,
    ],
  );

/** After the customer's row is held, nobody adds one between this look and the commit. */
export const expectOneAgreement = (accountId: string, customerId: string, type: string): Statement =>
  statement(
    'customers.expect_one_agreement',
    `select kontor.expect(count(*), 1, 'customer.changed') from kontor.customer_agreement
     where account_id = $1 and customer_id = $2 and type = $3`,
    [accountId, customerId, type],
  );

export type QualificationRow = {
  readonly qualification: string;
  readonly created_at: Instant;
};

/** What the customer was said to be, the latest first. */
export const readQualifications = (accountId: string, customerId: string): Statement<QualificationRow> =>
  statement(
    'customers.read_qualifications',
    `select qualification, created_at from kontor.customer_qualification
     where account_id = $1 and customer_id = $2 order by created_at desc, id desc`,
    [accountId, customerId],
  );

export const insertQualification = (
  accountId: string,
  row: {
    readonly id: string;
    readonly customerId: string;
    readonly qualification: string;
    readonly at: Instant;
    readonly recordedBy: string | null;
  },
): Statement =>
  statement(
    'customers.insert_qualification',
    `insert into kontor.customer_qualification (account_id, customer_id, id, qualification, created_at, recorded_by)
     values ($1, $2, $3, $4, $5, $6)`,
    [accountId, row.customerId, row.id, row.qualification, new Date(row.at), row.recordedBy],
  );
