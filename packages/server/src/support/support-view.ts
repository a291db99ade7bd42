import type {
  prefillSupportRequest,
  previewSupportRefund,
  supportAttachment,
  supportNote,
  supportRequest,
  supportRequestItem,
} from '@kontor/contract/support';
import { billingPeriodOf, invoiceDateOf } from '@kontor/domain/billing/billing-period';
import type { PurchaseEnding } from '@kontor/domain/cancellation/cancel-purchase';
import { explainCredits } from '@kontor/domain/cancellation/explain';
import { formatAmount, type Money, money } from '@kontor/domain/money';
import { moveRequest } from '@kontor/domain/support/support-request';
import type { SupportMove } from '@kontor/domain/support/support-status';
import { formatInstant, type Instant } from '@kontor/domain/time';
import type { z } from 'zod';
import { creditView } from '../cancellations/verdict-shown.ts';
import type { Caller } from '../partners/read-as.ts';
import type { AttachmentRow, NoteRow } from './conversation-store.ts';
import type { RefundPreview } from './decide-support-request.ts';
import type { FoundRequest } from './find-request.ts';
import type { SupportPrefill } from './prefill-support-request.ts';
import { sumOfPlan } from './refund-deed.ts';
import { currencyOf, type RequestRecord, stateOf, targetOf } from './request-record.ts';
import type { RequestRow } from './support-store.ts';

export const amountView = (amount: Money) => ({
  value: formatAmount(amount),
  currency: amount.currency as string,
});

const instantOrNull = (at: Instant | null) => (at === null ? null : formatInstant(at));

export const requestItemView = (
  row: RequestRow,
  caller: Caller,
  now: Instant,
): z.infer<typeof supportRequestItem> => {
  const { dueAt, ...target } = targetOf(row, now);
  return {
    id: row.id,
    number: row.number,
    type: row.type,
    impact: row.impact,
    title: row.title,
    status: row.status,
    partner: { id: row.account_id, name: row.account_name },
    customer:
      row.customer_id === null ? null : { id: row.customer_id, name: row.customer_name ?? row.customer_id },
    author: { id: row.author_id, name: row.author_name, isYou: caller.actor.userId === row.author_id },
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? '' },
    target: { ...target, ...(dueAt === undefined ? {} : { dueAt: formatInstant(dueAt) }) },
    outcome: row.outcome,
    createdAt: formatInstant(row.created_at),
    updatedAt: formatInstant(row.modified_at),
    closedAt: instantOrNull(row.closed_at),
  };
};

export const requestView = (found: FoundRequest): z.infer<typeof supportRequest> => {
  const { record, caller, now } = found;
  const { row, notes, attachments } = record;
  return {
    ...requestItemView(row, caller, now),
    description: row.description,
    contact: { name: row.contact_name, email: row.contact_email, phone: row.contact_phone },
    refund: refundView(record),
    notes: notes.map(noteView),
    attachments: attachments.map(attachmentView),
    decision: decisionView(record),
    actions: actionsView(found),
  };
};

const refundView = ({ row, left }: RequestRecord): z.infer<typeof supportRequest>['refund'] => {
  const { customer_id, order_id, refund_minor, refund_currency } = row;
  if (customer_id === null || order_id === null || refund_minor === null || refund_currency === null)
    return null;
  const currency = currencyOf(refund_currency);
  return {
    customer: { id: customer_id, name: row.customer_name ?? '', domain: row.customer_domain ?? '' },
    orderId: order_id,
    lineItemNumbers: row.line_numbers,
    subscriptionId: row.subscription_id,
    reason: row.refund_reason ?? '',
    amount: amountView(money(refund_minor, currency)),
    left: amountView(left ?? money(0n, currency)),
  };
};

const noteView = (note: NoteRow): z.infer<typeof supportNote> => ({
  id: note.id,
  side: note.side,
  kind: note.kind,
  author: note.author_name,
  text: note.text,
  at: formatInstant(note.at),
});

export const attachmentView = (file: AttachmentRow): z.infer<typeof supportAttachment> => ({
  n: file.number,
  fileName: file.file_name,
  contentType: file.content_type,
  sizeBytes: Number(file.size_bytes),
  sha256: file.sha256.toString('hex'),
  scan: file.scan,
  side: file.side,
  author: file.author_name,
  at: formatInstant(file.at),
});

const decisionView = ({ row, notes }: RequestRecord): z.infer<typeof supportRequest>['decision'] => {
  if (row.outcome === null || row.decided_at === null) return null;
  return {
    decision: row.outcome,
    at: formatInstant(row.decided_at),
    by: row.decided_by ?? '',
    note: notes.findLast(({ kind }) => kind === row.outcome)?.text ?? '',
    keptPurchase: row.kept_purchase === true,
    credit: creditOfDecision(row, row.decided_at),
  };
};

const creditOfDecision = (row: RequestRow, at: Instant) => {
  const { credit_currency, credit_net_minor, credit_tax_minor, order_id } = row;
  if (credit_currency === null || credit_net_minor === null || credit_tax_minor === null || order_id === null)
    return null;
  const currency = currencyOf(credit_currency);
  return {
    currency: credit_currency,
    net: formatAmount(money(credit_net_minor, currency)),
    tax: formatAmount(money(credit_tax_minor, currency)),
    total: formatAmount(money(credit_net_minor + credit_tax_minor, currency)),
    orderId: order_id,
    billingPeriod: billingPeriodOf(at),
    invoiceDate: invoiceDateOf(at),
  };
};

const actionsView = ({ record, side, now }: FoundRequest): z.infer<typeof supportRequest>['actions'] => {
  const state = stateOf(record.row);
  const may = (move: SupportMove) => {
    const moved = moveRequest(state, move, now);
    return moved.accepted
      ? { allowed: true as const }
      : { allowed: false as const, code: moved.refusal.code as string };
  };
  const decide = may('decline');
  const forOperator = { allowed: false as const, code: 'role_required' };
  return {
    addNote: may(`${side}_note`),
    attach: record.row.status === 'closed' ? { allowed: false, code: 'support.closed' } : { allowed: true },
    close: may('close'),
    reopen: may('reopen'),
    decide: side === 'operator' ? decide : forOperator,
    assign: side === 'operator' ? { allowed: true } : forOperator,
  };
};

type PreviewView = z.infer<(typeof previewSupportRefund)['answers'][200]>;

export const refundPreviewView = ({ found, plan }: RefundPreview): PreviewView => ({
  orderIds: plan.found.records.map(({ order }) => order.id),
  keepPurchase: plan.kind === 'keep',
  credits:
    plan.kind === 'end'
      ? plan.endings.map((ending: PurchaseEnding) => ({
          orderId: ending.orderId,
          credit: creditView(ending),
        }))
      : [keptView(found, plan)],
  total: amountView(sumOfPlan(plan).total),
  left: amountView(plan.left),
});

const keptView = (
  { now, record }: FoundRequest,
  { credit }: Extract<RefundPreview['plan'], { kind: 'keep' }>,
) => ({
  orderId: record.row.order_id ?? '',
  credit: {
    currency: credit.total.currency as string,
    net: formatAmount(credit.net),
    tax: formatAmount(credit.tax),
    total: formatAmount(credit.total),
    lines: [
      {
        lineItemNumber: record.row.line_numbers?.[0] ?? 0,
        net: formatAmount(credit.net),
        tax: formatAmount(credit.tax),
        total: formatAmount(credit.total),
        formula: { charges: credit.charges.map(({ chargeId, formula }) => ({ chargeId, ...formula })) },
        explanation: explainCredits(credit.charges.map(({ formula }) => formula)),
      },
    ],
    billingPeriod: billingPeriodOf(now),
    invoiceDate: invoiceDateOf(now),
  },
});

type PrefillView = z.infer<(typeof prefillSupportRequest)['answers'][200]>;

export const prefillView = (prefill: SupportPrefill): PrefillView => {
  const { owner, refusal } = prefill;
  return {
    type: 'csp_purchase_refund',
    customer: { id: owner.id, name: owner.name, domain: owner.domain },
    orderId: owner.order_id,
    lineItemNumbers: prefill.lineNumbers === null ? null : [...prefill.lineNumbers],
    subscriptionId: prefill.subscriptionId,
    purchase: {
      createdAt: formatInstant(prefill.purchasedAt),
      lines: prefill.lines.map(({ row, left }) => ({
        lineItemNumber: row.line_number,
        title: row.sku_title,
        quantity: row.quantity,
        status: row.status,
        left: amountView(left),
      })),
    },
    refusal: refusal && {
      code: refusal.code,
      ...(refusal.closedOn === undefined ? {} : { closedOn: refusal.closedOn }),
      ...(refusal.closedAt === undefined ? {} : { closedAt: formatInstant(refusal.closedAt) }),
    },
    amount: amountView(prefill.amount),
    left: amountView(prefill.left),
    explanation: prefill.explanation,
    contact: { name: prefill.contact.displayName, email: prefill.contact.email },
    openRequest: prefill.openRequest,
  };
};
