import { parseAccountId, parseCustomerId, parseUserId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import type { Principal } from '../http/context.ts';
import type { PersonKind } from './identity-store.ts';
import type { Portal } from './session-store.ts';

export type PortalPrincipal = Exclude<Principal, { readonly kind: 'partner_app' }>;

/** The one portal of each kind of person; nobody enters another (product 1). */
export const portalOf: Readonly<Record<PersonKind, Portal>> = {
  partner_user: 'partner',
  customer_user: 'customer',
  operator: 'operator',
};

export function portalPrincipal(row: {
  readonly account_id: string;
  readonly person_id: string;
  readonly customer_id: string | null;
  readonly kind: PersonKind;
  readonly id: string;
  readonly second_factor: boolean;
}): PortalPrincipal {
  const accountId = parseAccountId(row.account_id);
  const userId = parseUserId(row.person_id);
  invariant(accountId && userId, 'ids of the database are uuids');
  const proof = { accountId, userId, sessionId: row.id, secondFactor: row.second_factor };
  if (row.kind !== 'customer_user') return { kind: row.kind, ...proof };
  const customerId = parseCustomerId(row.customer_id ?? '');
  invariant(customerId, 'people of a customer have one');
  return { kind: row.kind, customerId, ...proof };
}
