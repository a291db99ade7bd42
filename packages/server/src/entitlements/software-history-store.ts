import type { Statement } from '../platform/db/statement.ts';

/** Which of these people belong to the organisation itself, and not to its partner. */
export const readOwnPeople = (
  accountId: string,
  customerId: string,
  personIds: readonly string[],
): Statement<{ readonly id: string }> => ({
  name: 'entitlements.read_own_people',
  text: 'select id from kontor.person where account_id = $1 and customer_id = $2 and id = any ($3::uuid[])',
  values: [accountId, customerId, personIds],
});
