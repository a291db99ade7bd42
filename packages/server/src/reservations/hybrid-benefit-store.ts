import type { ServerLicence } from '@kontor/domain/hybrid-benefit/server-licence';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type HeldLicenceRow = Omit<ServerLicence, 'title'> & {
  readonly sku_title: string;
  readonly expires_at: Instant | null;
};

/** Software that a customer holds now and may use, with what its SKUs say of themselves. */
export const readHeldLicences = (accountId: string, customerId: string): Statement<HeldLicenceRow> => ({
  name: 'reservations.read_held_licences',
  text: `select e.id, e.quantity, e.family, e.expires_at, s.title as sku_title, s.attributes
    from kontor.entitlement e join kontor.sku s on s.product_id = e.product_id and s.id = e.sku_id
    where e.account_id = $1 and e.customer_id = $2 and e.status = 'active'
      and e.family in ('software_subscription', 'perpetual_software')
    order by e.created_at, e.id`,
  values: [accountId, customerId],
});
