import { parseAccountId, parseCustomerId, parseUserId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import type { RefreshTokenRequest } from '../platform/identity/refresh-tokens.ts';
import type { PlannedPerson } from './demo-people-plan.ts';

/** A refresh token for a planned person, for use with an application. */
export function requestOf(person: PlannedPerson, clientId: string): RefreshTokenRequest {
  const personId = parseUserId(person.id);
  const accountId = parseAccountId(person.accountId);
  const customerId = person.customerId === null ? undefined : parseCustomerId(person.customerId);
  invariant(personId !== undefined && accountId !== undefined, 'what is seeded has readable ids');
  return { personId, accountId, customerId, clientId };
}
