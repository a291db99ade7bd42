import { type Role, roleLabels } from '@kontor/domain/access/roles';
import { rolesOf } from '../api/problem.ts';
import type { MessageKey } from '../locales/messages.ts';
import type { Reader } from './reader.ts';

type Facts = { readonly code?: string | undefined; readonly anyOf?: readonly string[] | undefined };

const words: Readonly<Record<string, MessageKey>> = {
  user_required: 'reason.userRequired',
  scope_required: 'reason.scopeRequired',
  second_factor_required: 'reason.secondFactor',
  already_cancelled: 'reason.alreadyCancelled',
  cancelled: 'reason.alreadyCancelled',
  not_cancellable: 'reason.notCancellable',
  window_closed: 'reason.windowClosed',
  needs_review: 'reason.needsReview',
  'entitlement.revoked': 'reason.revoked',
  'entitlement.provisioning': 'reason.provisioning',
  'entitlement.suspended': 'reason.suspended',
  'entitlement.expired': 'reason.expired',
  'entitlement.no_key': 'reason.noKey',
  'artifact.missing': 'reason.artifactMissing',
  'subscription.ended': 'reason.subscriptionEnded',
  'subscription.suspended': 'reason.subscriptionSuspended',
  'subscription.not_active': 'reason.subscriptionNotSuspended',
  'subscription.provisioning': 'reason.provisioning',
};

/** Why the server does not allow something, and who can grant it. */
export function reasonFor(facts: Facts, reader: Pick<Reader, 't' | 'locale'>): string {
  const code = (facts.code ?? '').replace(/^(access|cancellation|order)\./, '');
  if (code === 'role_required') return roleReason(rolesOf(facts), reader);
  const key = words[code];
  return reader.t(key ?? 'reason.notAllowed');
}

export function roleReason(roles: readonly string[], { t, locale }: Pick<Reader, 't' | 'locale'>): string {
  if (roles.length === 0) return t('reason.role');
  const list = new Intl.ListFormat(locale, { type: 'disjunction' }).format(
    roles.map((role) => roleName(role, t)),
  );
  return t('reason.roles', { roles: list });
}

export function roleName(role: string, t: Reader['t']): string {
  // `roleLabels` holds keys of our own messages; a role that it lacks is shown as the server names it.
  const key = roleLabels[role as Role] as MessageKey | undefined;
  return key === undefined ? role : t(key);
}
