import type { NoticeKind } from '@kontor/domain/notice/notice-kinds';

/** What a link needs to know of a notice. */
export type LinkedNotice = {
  readonly kind: NoticeKind;
  readonly customerId: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
};

const part = (value: unknown): string => encodeURIComponent(typeof value === 'string' ? value : '');

/** Where the reader's portal shows the thing; the addresses are those of the portal's `paths.ts`. */
export const linkOf = ({ kind, customerId, facts }: LinkedNotice): string => {
  switch (kind) {
    case 'window_closing':
    case 'purchase_provisioned':
      return `/partner/customers/${part(customerId)}/orders/${part(facts.orderId)}`;
    case 'low_stock':
      return '/operator/keys';
    case 'credit_limit_near':
      return '/partner/billing/statement';
    case 'invoice_ready':
      return `/partner/billing/invoices/${part(facts.invoiceId)}`;
    case 'support_answered':
      return `/partner/support/${part(facts.requestId)}`;
    case 'support_requested':
      return `/operator/support/${part(facts.requestId)}`;
    case 'unusual_activity':
      return '/partner/activity';
  }
};

export const noticesPath = (portal: 'partner' | 'operator'): string => `/${portal}/notices`;
export const preferencesPath = (portal: 'partner' | 'operator'): string => `/${portal}/notices/preferences`;
