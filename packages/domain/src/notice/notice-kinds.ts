import { type Actor, authorize } from '../access/authorize.ts';
import type { Permission } from '../access/permissions.ts';

/** What people are told without having asked. */
export const noticeKinds = [
  'window_closing',
  'low_stock',
  'credit_limit_near',
  'invoice_ready',
  'support_answered',
  'support_requested',
  'unusual_activity',
  'purchase_provisioned',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** How it reaches somebody. A mail stands in the portal too; off is nowhere. */
export const noticeWays = ['portal', 'mail', 'digest', 'off'] as const;
export type NoticeWay = (typeof noticeWays)[number];

export type NoticeTerms = {
  /** Whoever may see the thing may be told of it. */
  readonly permission: Permission;
  readonly audience: 'partner' | 'operator';
  readonly usual: NoticeWay;
  readonly ways: readonly NoticeWay[];
};

// Each step of a support request is mailed with a link to reply by, whatever is chosen here.
const mailedAnyway = ['portal', 'off'] as const;

export const noticeTerms = {
  window_closing: {
    permission: 'cancellations.preview',
    audience: 'partner',
    usual: 'digest',
    ways: noticeWays,
  },
  low_stock: { permission: 'keys.manage', audience: 'operator', usual: 'mail', ways: noticeWays },
  credit_limit_near: { permission: 'invoices.read', audience: 'partner', usual: 'mail', ways: noticeWays },
  invoice_ready: { permission: 'invoices.read', audience: 'partner', usual: 'mail', ways: noticeWays },
  support_answered: {
    permission: 'support.create',
    audience: 'partner',
    usual: 'portal',
    ways: mailedAnyway,
  },
  support_requested: {
    permission: 'support.decide',
    audience: 'operator',
    usual: 'portal',
    ways: mailedAnyway,
  },
  unusual_activity: { permission: 'activity.read', audience: 'partner', usual: 'mail', ways: noticeWays },
  purchase_provisioned: {
    permission: 'software.read',
    audience: 'partner',
    usual: 'portal',
    ways: noticeWays,
  },
} as const satisfies Readonly<Record<NoticeKind, NoticeTerms>>;

/** The kinds that somebody may be told of, by what they are and hold now. */
export function noticeKindsOf(actor: Pick<Actor, 'kind' | 'accountId' | 'roles'>): NoticeKind[] {
  const person: Actor = { ...actor, scopes: [], secondFactor: true };
  const audience = actor.kind === 'operator' ? 'operator' : 'partner';
  return noticeKinds.filter(
    (kind) =>
      noticeTerms[kind].audience === audience && authorize(person, noticeTerms[kind].permission).accepted,
  );
}

/** The way somebody chose, where it is one that the kind has; else the usual one. */
export function wayOf(kind: NoticeKind, chosen: string | undefined): NoticeWay {
  const terms: NoticeTerms = noticeTerms[kind];
  return terms.ways.find((way) => way === chosen) ?? terms.usual;
}
