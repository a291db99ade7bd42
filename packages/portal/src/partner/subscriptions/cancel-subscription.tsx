import { useQuery } from '@tanstack/react-query';
import { softwareQuery } from '../../api/software-queries.ts';
import type { SoftwareItem, Subscription } from '../../api/types.ts';
import { CancelDialog } from '../cancel/cancel-dialog.tsx';

type Props = {
  readonly subscription: Subscription;
  readonly customerName: string;
  readonly onClose: () => void;
};

/** The dialog of every cancel, with each open order of the running term ticked. */
export function CancelSubscription({ subscription, customerName, onClose }: Props) {
  const { customerId, orderId } = subscription;
  const software = useQuery(softwareQuery(customerId, { search: orderId, limit: '200' }));
  const item = software.data?.items.find(({ entitlementId }) => entitlementId === subscription.entitlementId);
  if (!item) return null;
  return (
    <CancelDialog
      customerId={customerId}
      customerName={customerName}
      items={cancelItems(subscription, item)}
      onClose={onClose}
    />
  );
}

/** Units that were added stand on orders of their own, which the one entitlement on the Software page does not name. */
export function cancelItems({ lines }: Subscription, item: SoftwareItem): readonly SoftwareItem[] {
  return lines
    .filter(({ cancelled }) => !cancelled)
    .map((line) => ({
      ...item,
      ...(line.orderId === item.orderId ? {} : { entitlementId: `${item.entitlementId}/${line.orderId}` }),
      orderId: line.orderId,
      lineItemNumber: line.lineItemNumber,
      quantity: line.quantity,
      purchasedAt: line.orderedAt,
      actions: {
        ...item.actions,
        cancel: line.orderId === item.orderId ? item.actions.cancel : windowOf(item, line),
      },
    }));
}

/** Of other orders only the last instant is known here; the preview in the dialog says the rest. */
function windowOf(
  item: SoftwareItem,
  line: Subscription['lines'][number],
): SoftwareItem['actions']['cancel'] {
  const { allowed } = item.actions.cancel;
  return { allowed, ...(line.cancellableUntil ? { cancellableUntil: line.cancellableUntil } : {}) };
}
