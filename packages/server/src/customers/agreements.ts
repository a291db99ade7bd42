import { agreementTemplateOf } from '@kontor/domain/customer/agreement';
import { accepted, refused } from '@kontor/domain/decision';
import { type CustomerId, parseUserId } from '@kontor/domain/ids';
import { formatInstant, type Instant, parseInstant } from '@kontor/domain/time';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { newUuid } from '../platform/new-id.ts';
import {
  type AgreementContact,
  type AgreementRow,
  expectOneAgreement,
  insertAgreement,
  readAgreements,
  readPartnerPerson,
} from './agreement-store.ts';

export const listAgreements = async (ctx: RequestContext, customerId: CustomerId) => {
  const read = await readAs(ctx, 'customers.read', customerId, [
    readAgreements(ctx.principal.accountId, customerId),
  ]);
  return read.accepted ? accepted<readonly AgreementRow[]>(read.value.rows[0]) : read;
};

export type AgreementBody = {
  readonly templateId: string;
  readonly type?: string | undefined;
  /** When the customer agreed; a day, or an instant with or without its zone. */
  readonly dateAgreed: string;
  readonly contact: {
    readonly firstName: string;
    readonly lastName: string;
    readonly email: string;
    readonly phoneNumber?: string | undefined;
  };
  /** Who puts it on record; an application by itself has to say. */
  readonly userId?: string | undefined;
};

const nobody = '00000000-0000-0000-0000-000000000000';

/** The partner's word that the customer has agreed: once for each type. */
export const recordAgreement = (ctx: RequestContext, customerId: CustomerId, body: AgreementBody) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const named = body.userId === undefined ? undefined : parseUserId(body.userId);
    const read = await readAs(ctx, 'agreements.record', customerId, [
      readAgreements(accountId, customerId),
      readPartnerPerson(accountId, named ?? nobody),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [standing, [person]] = rows;
    const template = agreementTemplateOf(body.templateId);
    if (!template) return refused({ code: 'agreement.template_unknown' as const });
    const agreedAt = readMoment(body.dateAgreed);
    const recordedBy = caller.actor.userId ?? person?.id;
    const errors = errorsOf(body, { type: template.type, agreedAt, now: caller.now });
    if (recordedBy === undefined)
      errors.push({
        path: 'userId',
        message: 'must be the id of a user of your account, since an application by itself asks',
      });
    if (errors.length > 0 || agreedAt === undefined) return invalid(errors);
    const before = standing.find(({ type }) => type === template.type);
    if (before)
      return refused({
        code: 'agreement.already_recorded' as const,
        type: template.type,
        agreedOn: before.agreed_on,
      });
    const contact = contactOf(body);
    const row: AgreementRow = {
      id: newUuid(),
      template_id: template.id,
      type: template.type,
      agreed_on: formatInstant(agreedAt).slice(0, 10),
      agreed_at: agreedAt,
      contact,
      recorded_by: recordedBy ?? null,
    };
    const said = { type: template.type, templateId: template.id, agreedAt: formatInstant(agreedAt) };
    const done = await act(
      ctx,
      caller,
      {
        writes: [
          insertAgreement(accountId, {
            id: row.id,
            customerId,
            templateId: template.id,
            type: template.type,
            agreedAt,
            contact,
            recordedBy: row.recorded_by,
          }),
          expectOneAgreement(accountId, customerId, template.type),
        ],
        activity: [{ action: 'create_agreement', resourceId: row.id, newValue: { ...said, contact } }],
        events: [
          {
            type: 'customer.agreement_recorded',
            aggregateType: 'customer',
            aggregateId: customerId,
            data: said,
          },
        ],
      },
      row,
    );
    return done.accepted ? accepted(done.value.value) : done;
  });

/** Clients write the same moment with a zone and without one, with seven decimals and with none. */
const readMoment = (text: string): Instant | undefined => {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,7}))?(Z|[+-]\d{2}:\d{2})?)?$/.exec(
    text.trim(),
  );
  if (!parts) return undefined;
  const [, day, time = '00:00:00', fraction = '0', zone = 'Z'] = parts;
  return parseInstant(`${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`);
};

const errorsOf = (
  body: AgreementBody,
  {
    type,
    agreedAt,
    now,
  }: { readonly type: string; readonly agreedAt: Instant | undefined; readonly now: Instant },
): FieldError[] => {
  const errors: FieldError[] = [];
  if (body.type !== undefined && body.type.toLowerCase() !== type.toLowerCase())
    errors.push({ path: 'type', message: `must be ${type}, the type of this template` });
  if (agreedAt === undefined)
    errors.push({ path: 'dateAgreed', message: 'must be an instant, such as 2026-08-16T09:00:00Z' });
  else if (agreedAt > now) errors.push({ path: 'dateAgreed', message: 'must not lie in the future' });
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(body.contact.email.trim()))
    errors.push({ path: 'primaryContact.email', message: 'must be an e-mail address' });
  return errors;
};

const contactOf = ({ contact }: AgreementBody): AgreementContact => ({
  firstName: contact.firstName.trim(),
  lastName: contact.lastName.trim(),
  email: contact.email.trim(),
  ...(contact.phoneNumber ? { phoneNumber: contact.phoneNumber.trim() } : {}),
});
