import type { CurrencyCode } from '../money.ts';
import { formatAmount, money, parseCurrency } from '../money.ts';
import { formatInstant, type Instant, localDateAt, utc } from '../time.ts';
import type { NoticeKind } from './notice-kinds.ts';

/** An event as it is handed on. */
export type NoticedEvent = {
  readonly id: string;
  readonly type: string;
  readonly aggregateId: string;
  readonly at: Instant;
  readonly data: Readonly<Record<string, unknown>>;
};

/** A notice before it is known who gets it and what the things it names are called. */
export type NoticeDraft = {
  readonly kind: NoticeKind;
  /** One notice a person for each cause, however many events say the same. */
  readonly cause: string;
  readonly customerId: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Only this person, where one is named. */
  readonly personId: string | null;
};

/** What people are told of an event; of most, nothing. */
export function noticeOfEvent(event: NoticedEvent): NoticeDraft | undefined {
  const { type, id, aggregateId, at, data } = event;
  switch (type) {
    case 'order.window_closing':
      return draft('window_closing', {
        // The lines of an order that close at one moment are one notice.
        cause: `${type}:${aggregateId}:${text(data.hours)}:${formatInstant(at)}`,
        customerId: optionalText(data.customerId),
        facts: {
          orderId: aggregateId,
          ...whole('lineItemNumber', data.lineNumber),
          ...whole('hours', data.hours),
        },
      });
    case 'entitlement.provisioned':
      return draft('purchase_provisioned', {
        cause: id,
        facts: { orderId: text(data.orderId), ...whole('lineItemNumber', data.lineItemNumber) },
      });
    case 'key_pool.low':
      return draft('low_stock', {
        cause: id,
        facts: {
          productId: text(data.productId),
          skuId: text(data.skuId),
          keyGroup: text(data.keyGroup),
          ...whole('free', data.free),
          ...whole('threshold', data.threshold),
        },
      });
    case 'key_pool.empty':
      return draft('low_stock', {
        // A pool that stays empty is told of once a day, not once a purchase.
        cause: `${type}:${aggregateId}:${localDateAt(at, utc)}`,
        facts: { ...poolOf(aggregateId), free: 0 },
      });
    case 'credit_limit.near':
      return draft('credit_limit_near', { cause: id, facts: creditFacts(data) });
    case 'invoice.issued':
      return draft('invoice_ready', { cause: id, facts: invoiceFacts(aggregateId, data) });
    case 'support_request.created':
    case 'support_request.answered':
    case 'support_request.decided':
    case 'support_request.closed':
    case 'support_request.reopened':
      return supportNotice(event);
    case 'activity.unusual':
      return draft('unusual_activity', { cause: id, facts: unusualFacts(data) });
    default:
      return undefined;
  }
}

type Told = Partial<Pick<NoticeDraft, 'customerId' | 'personId'>> & Pick<NoticeDraft, 'cause' | 'facts'>;

function draft(kind: NoticeKind, told: Told): NoticeDraft {
  return { kind, customerId: null, personId: null, ...told };
}

/** What the operator did is told to whoever asked; what the partner did, to the operator. */
function supportNotice({ type, id, data }: NoticedEvent): NoticeDraft {
  const step = type.slice(type.indexOf('.') + 1);
  const facts = { requestId: text(data.requestId), number: text(data.number), title: text(data.title), step };
  return data.side === 'operator'
    ? draft('support_answered', { cause: id, facts, personId: optionalText(data.authorId) })
    : draft('support_requested', { cause: id, facts });
}

function creditFacts(data: NoticedEvent['data']) {
  return {
    currency: text(data.currency),
    limit: text(data.limit),
    used: text(data.used),
    ...whole('percent', data.percent),
  };
}

function invoiceFacts(invoiceId: string, data: NoticedEvent['data']) {
  const currency: CurrencyCode | undefined = parseCurrency(text(data.currency));
  const minor = /^-?\d+$/.test(text(data.totalMinor)) ? BigInt(text(data.totalMinor)) : undefined;
  return {
    invoiceId,
    documentType: text(data.type),
    period: text(data.period),
    ...(currency && minor !== undefined ? { currency, total: formatAmount(money(minor, currency)) } : {}),
  };
}

/** Who it was is looked up when the notice is read, so that an erased name is not kept here. */
function unusualFacts(data: NoticedEvent['data']) {
  return {
    rule: text(data.rule),
    recordId: text(data.recordId),
    personId: text(data.personId),
    ...whole('count', data.count),
    ...(typeof data.country === 'string' ? { country: data.country } : {}),
    ...(typeof data.localTime === 'string' ? { localTime: data.localTime } : {}),
  };
}

function poolOf(name: string) {
  const [productId = '', skuId = '', ...group] = name.split(':');
  return { productId, skuId, keyGroup: group.join(':') };
}

function whole(name: string, value: unknown): Readonly<Record<string, number>> {
  return typeof value === 'number' && Number.isInteger(value) ? { [name]: value } : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function optionalText(value: unknown): string | null {
  return text(value) || null;
}
