import { formatAmount, money } from '@kontor/domain/money';
import { extensionOf } from '@kontor/domain/support/attachment-name';
import type { Impact } from '@kontor/domain/support/impact';
import { type SupportType, supportTypes } from '@kontor/domain/support/support-type';
import { formatInstant } from '@kontor/domain/time';
import type { serviceRequestCreate } from '@kontor/wire/service-request';
import type { z } from 'zod';
import type { Caller } from '../partners/read-as.ts';
import type { NewSupportRequest } from './create-support-request.ts';
import type { FoundRequest } from './find-request.ts';
import type { RefundInput } from './refund-fields.ts';
import { currencyOf } from './request-record.ts';
import type { RequestRow } from './support-store.ts';

// Service requests in the wire's words (reference 11). The four facts of a refund stand at the head of the
// description, one a line, as the form of old asked people to write them.

const unsetDate = '0001-01-01T00:00:00';

const topicNames: Readonly<Record<SupportType, string>> = {
  csp_purchase_refund: 'CSP Purchase/Refund on behalf of customers',
  purchase_or_order: 'Purchases and orders',
  subscription_or_reservation: 'Subscriptions and reservations',
  keys_and_downloads: 'Keys and downloads',
  invoice_or_payment: 'Invoices and payments',
  users_and_sign_in: 'Users and sign-in',
  api_and_integration: 'API and integration',
  something_else: 'Something else',
};

/** A topic's number is its place in the list, to which new ones are added at the end. */
const topicIdOf = (type: SupportType): string => String(supportTypes.indexOf(type) + 1);

export const supportTopics = () => ({
  totalCount: supportTypes.length,
  items: supportTypes.map((type) => ({
    name: topicNames[type],
    description: topicNames[type],
    id: topicIdOf(type),
    attributes: { objectType: 'SupportTopic' },
  })),
  attributes: { objectType: 'Collection' },
});

const topicFrom = (id: string | undefined, name: string | undefined): SupportType | undefined => {
  if (id === undefined && name === undefined) return 'something_else';
  return supportTypes.find(
    (type) => topicIdOf(type) === id || type === id || topicNames[type].toLowerCase() === name?.toLowerCase(),
  );
};

export const serviceRequest = ({ record, caller }: FoundRequest) => ({
  ...serviceRequestOf(record.row, caller),
  fileLinks: record.attachments.map((file) => {
    const extension = extensionOf(file.file_name);
    return {
      comment: '',
      fileExtension: extension === '' ? '' : `.${extension}`,
      fileNameWithoutExtension:
        extension === '' ? file.file_name : file.file_name.slice(0, -extension.length - 1),
      fileSize: Number(file.size_bytes),
      id: String(file.number),
      location: `/kontor/v1/support-requests/${record.row.number}/attachments/${file.number}`,
    };
  }),
  notes: record.notes.map(({ author_name, at, text }) => ({
    createdByName: author_name,
    createdDate: formatInstant(at),
    text,
  })),
});

/** Without its conversation, as it stands in lists. */
export const serviceRequestOf = (row: RequestRow, caller: Caller) => {
  const organization = { id: row.account_id, name: row.account_name, phoneNumber: '' };
  const primaryContact = {
    organization,
    contactId: row.author_id,
    ...namesOf(row.contact_name),
    email: row.contact_email,
    phoneNumber: row.contact_phone,
  };
  return {
    id: row.number,
    title: row.title,
    description: descriptionOf(row),
    severity: row.impact,
    supportTopicId: topicIdOf(row.type),
    supportTopicName: topicNames[row.type],
    status: row.status,
    organization,
    primaryContact,
    lastUpdatedBy: primaryContact,
    createdDate: formatInstant(row.created_at),
    lastModifiedDate: formatInstant(row.modified_at),
    lastClosedDate: row.closed_at === null ? unsetDate : formatInstant(row.closed_at),
    fileLinks: [] as unknown[],
    notes: [] as unknown[],
    countryCode: caller.account.country,
    attributes: { objectType: 'ServiceRequest' },
  };
};

const namesOf = (name: string) => {
  const words = name.trim().split(/\s+/);
  const lastName = words.length > 1 ? (words.at(-1) ?? '') : '';
  return { lastName, firstName: words.slice(0, lastName === '' ? 1 : -1).join(' ') };
};

export const descriptionOf = (row: RequestRow): string => {
  if (row.refund_minor === null || row.refund_currency === null) return row.description;
  const amount = formatAmount(money(row.refund_minor, currencyOf(row.refund_currency)));
  return [
    `Customer: ${row.customer_domain ?? row.customer_id ?? ''}`,
    row.subscription_id === null ? `Order: ${row.order_id ?? ''}` : `Subscription: ${row.subscription_id}`,
    `Reason: ${(row.refund_reason ?? '').replace(/\s+/g, ' ')}`,
    `Amount: ${amount} ${row.refund_currency}`,
    ...(row.description === '' ? [] : [row.description]),
  ].join('\n');
};

type CreateBody = z.infer<typeof serviceRequestCreate>;

export type FromWire =
  | { readonly ok: true; readonly request: NewSupportRequest }
  | { readonly ok: false; readonly path: string; readonly message: string };

/** What nobody says is taken from whoever asks; a severity of `unknown` says nothing. */
export const newRequestFrom = (body: CreateBody, person: Caller['person']): FromWire => {
  const type = topicFrom(body.supportTopicId, body.supportTopicName);
  if (!type)
    return { ok: false, path: 'supportTopicId', message: 'is no topic; list servicerequests/supporttopics' };
  const { firstName = '', lastName = '', email, phoneNumber } = body.primaryContact ?? {};
  const name = `${firstName} ${lastName}`.trim();
  const base = {
    type,
    impact: impactFrom(body.severity) ?? 'minimal',
    title: body.title ?? '',
    contact: {
      name: name === '' ? (person?.displayName ?? '') : name,
      email: email ?? person?.email ?? '',
      phone: phoneNumber,
    },
  };
  const description = body.description ?? '';
  if (type !== 'csp_purchase_refund') return { ok: true, request: { ...base, description } };
  const read = refundFrom(description);
  return read
    ? { ok: true, request: { ...base, ...read } }
    : {
        ok: false,
        path: 'description',
        message:
          'must begin with four lines: tenant id or domain; order or subscription id; reason; amount such as 100.00 EUR',
      };
};

export const impactFrom = (severity: CreateBody['severity']): Impact | undefined =>
  severity === undefined || severity === 'unknown' ? undefined : severity;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const refundFrom = (description: string): { refund: RefundInput; description: string } | undefined => {
  const lines = description.split(/\r?\n/);
  // With or without the words in front, in whichever language they are.
  const [customer = '', item = '', reason = '', amount = ''] = lines
    .slice(0, 4)
    .map((line) => line.replace(/^\s*[\p{L} ]{1,40}:\s*/u, '').trim());
  const parts = /^(?:([A-Z]{3})\s*)?(\d+(?:\.\d{1,3})?)(?:\s*([A-Z]{3}))?$/.exec(amount);
  const currency = parts?.[1] ?? parts?.[3];
  if (customer === '' || item === '' || reason === '' || !parts?.[2] || !currency) return undefined;
  return {
    refund: {
      customer,
      ...(uuid.test(item) ? { subscriptionId: item } : { orderId: item }),
      reason,
      amount: { value: parts[2], currency },
    },
    description: lines.slice(4).join('\n').trim(),
  };
};
