import { randomInt } from 'node:crypto';
import { authorize } from '@kontor/domain/access/authorize';
import { accepted, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount } from '@kontor/domain/money';
import type { Impact } from '@kontor/domain/support/impact';
import type { SupportType } from '@kontor/domain/support/support-type';
import { type Instant, instant } from '@kontor/domain/time';
import { type Caller, readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { pageLanguage } from '../platform/http/plain-page.ts';
import { isAddress } from '../platform/mail/mail-text.ts';
import { newUuid } from '../platform/new-id.ts';
import { actOnRequest } from './act-on-request.ts';
import { type FoundRequest, withCustomer } from './find-request.ts';
import { type RefundFields, type RefundInput, refundFieldsFrom } from './refund-fields.ts';
import { currencyOf } from './request-record.ts';
import { mailToAuthor, mailToOperators, operatorAddresses } from './support-mails.ts';
import { insertRequest, type RequestRow } from './support-store.ts';

export type NewSupportRequest = {
  readonly type: SupportType;
  readonly impact: Impact;
  readonly title: string;
  readonly description: string;
  readonly refund?: RefundInput | undefined;
  readonly contact: { readonly name: string; readonly email: string; readonly phone?: string | undefined };
};

/** Somebody of a partner reports a problem; a request to refund names what, and is for Admin agents. */
export const createSupportRequest = (ctx: RequestContext, input: NewSupportRequest) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'support.create', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const errors = fieldErrors(input);
    if (errors.length > 0) return invalid(errors);
    if (input.refund) {
      const allowed = authorize(caller.actor, 'support.request_refund');
      if (!allowed.accepted) return allowed;
    }
    const refund = input.refund && (await refundFieldsFrom(ctx, caller, input.refund));
    if (refund && !refund.accepted) return refund;
    const row = rowOf(ctx, caller, input, refund?.value);
    const addresses = await operatorAddresses(ctx);
    const record = { row, notes: [], attachments: [], left: refund?.value.left };
    const found: FoundRequest = {
      caller: withCustomer(caller, row),
      side: 'partner',
      accountId: caller.accountId,
      now: caller.now,
      record,
    };
    const facts = { by: row.author_name, note: row.description };
    const details = detailsOf(row);
    const done = await actOnRequest(
      ctx,
      found,
      {
        writes: [
          insertRequest(row),
          ...mailToAuthor(ctx, row, 'support_created', facts),
          ...mailToOperators(ctx, addresses, row, 'support_new', facts),
        ],
        activity: [{ action: 'create_support_request', resourceId: row.id, newValue: details, details }],
        events: [supportEvent('created', row, {})],
      },
      found,
    );
    return done.accepted ? accepted(done.value.value) : refused(done.refusal);
  });

export const supportEvent = (
  what: 'created' | 'answered' | 'decided' | 'closed' | 'reopened',
  row: RequestRow,
  more: Readonly<Record<string, unknown>>,
) => ({
  type: `support_request.${what}`,
  aggregateType: 'support_request',
  aggregateId: row.id,
  data: { requestId: row.id, number: row.number, authorId: row.author_id, title: row.title, ...more },
});

/** What the log says of a request; its texts stay in the request. */
export const detailsOf = (row: RequestRow) => ({
  number: row.number,
  type: row.type,
  impact: row.impact,
  status: row.status,
  ...(row.order_id === null ? {} : { orderId: row.order_id }),
  ...(row.subscription_id === null ? {} : { subscriptionId: row.subscription_id }),
  ...(row.refund_minor === null || row.refund_currency === null
    ? {}
    : {
        amount: formatAmount({ minor: row.refund_minor, currency: currencyOf(row.refund_currency) }),
        currency: row.refund_currency,
      }),
  ...(row.assignee_name === null ? {} : { assignee: row.assignee_name }),
  ...(row.outcome === null ? {} : { outcome: row.outcome }),
});

const fieldErrors = ({ type, title, refund, contact }: NewSupportRequest): FieldError[] => [
  ...(title.trim() === '' ? [{ path: 'title', message: 'must say in a few words what it is about' }] : []),
  ...(contact.name.trim() === ''
    ? [{ path: 'contact.name', message: 'must name somebody we can talk to' }]
    : []),
  ...(isAddress(contact.email.trim())
    ? []
    : [{ path: 'contact.email', message: 'must be an e-mail address such as ada@example.com' }]),
  ...(type === 'csp_purchase_refund' && !refund
    ? [
        {
          path: 'refund',
          message: 'is needed for this type: customer, orderId or subscriptionId, reason and amount',
        },
      ]
    : []),
  ...(type !== 'csp_purchase_refund' && refund
    ? [{ path: 'refund', message: 'belongs to the type csp_purchase_refund; leave it out' }]
    : []),
  ...(refund && refund.reason.trim() === ''
    ? [{ path: 'refund.reason', message: 'must say why the money should come back' }]
    : []),
];

/** Fifteen digits, of which the first six say the day. */
const newNumber = (now: Instant): string => {
  const day = new Date(now).toISOString().slice(2, 10).replaceAll('-', '');
  return `${day}${String(randomInt(1_000_000_000)).padStart(9, '0')}`;
};

const rowOf = (
  ctx: RequestContext,
  { actor, accountId, account, person, sandbox, now }: Caller,
  input: NewSupportRequest,
  refund: RefundFields | undefined,
): RequestRow => {
  invariant(actor.userId && person, 'only a person makes a request');
  return {
    account_id: accountId,
    account_name: account.name,
    sandbox,
    clock_offset_ms: BigInt(now - ctx.realNow()),
    id: newUuid(),
    number: newNumber(now),
    version: 1,
    type: input.type,
    impact: input.impact,
    status: 'open',
    title: input.title.trim(),
    description: input.description.trim(),
    author_id: actor.userId,
    author_name: person.displayName,
    contact_name: input.contact.name.trim(),
    contact_email: input.contact.email.trim(),
    contact_phone: input.contact.phone?.trim() ?? '',
    language: pageLanguage(ctx.locale),
    customer_id: refund?.customer.id ?? null,
    customer_name: refund?.customer.name ?? null,
    customer_domain: refund?.customer.domain ?? null,
    order_id: refund?.orderId ?? null,
    line_numbers: refund?.lineNumbers ?? null,
    subscription_id: refund?.subscriptionId ?? null,
    refund_reason: refund?.reason ?? null,
    refund_minor: refund?.amount.minor ?? null,
    refund_currency: refund?.amount.currency ?? null,
    assignee_id: null,
    assignee_name: null,
    clock_used_ms: 0n,
    clock_since: instant(now),
    answered_at: null,
    outcome: null,
    decided_at: null,
    decided_by: null,
    kept_purchase: null,
    credit_currency: null,
    credit_net_minor: null,
    credit_tax_minor: null,
    created_at: now,
    modified_at: now,
    closed_at: null,
  };
};
