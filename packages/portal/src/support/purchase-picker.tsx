import { Field, Select } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { customerOrdersQuery } from '../api/customer-queries.ts';
import { subscriptionsQuery } from '../api/subscription-queries.ts';
import { shortId } from '../format/names.ts';
import { useReader } from '../ui/reader.ts';
import { ReadFailure } from '../ui/states.tsx';

export type Purchase = { readonly order?: string | undefined; readonly subscription?: string | undefined };

type Props = {
  readonly customerId: string | undefined;
  readonly value: Purchase;
  readonly onChange: (purchase: Purchase) => void;
};

/** As many as one page of the server may hold: who has more comes here from the order. */
const mostListed = '200';

/** One order or subscription of the customer, newest first. */
export function PurchasePicker({ customerId, value, onChange }: Props) {
  const { t, date } = useReader();
  const known = customerId !== undefined;
  const orders = useQuery({
    ...customerOrdersQuery(customerId ?? '', { limit: mostListed }),
    enabled: known,
  });
  const subscriptions = useQuery({ ...subscriptionsQuery(customerId ?? '', {}), enabled: known });
  const failure = orders.error ?? subscriptions.error;
  const chosen = value.order
    ? `order:${value.order}`
    : value.subscription
      ? `subscription:${value.subscription}`
      : '';
  const listed = orders.data?.items ?? [];
  const take = (text: string) => {
    const [kind, id] = text.split(':');
    onChange(kind === 'order' ? { order: id } : kind === 'subscription' ? { subscription: id } : {});
  };
  return (
    <>
      <Field label={t('report.purchase')} hint={known ? undefined : t('report.chooseCustomer')} required>
        <Select value={chosen} disabled={!known} onChange={(_, data) => take(data.value)}>
          <option value="">{t('report.choosePurchase')}</option>
          {value.order && !listed.some(({ id }) => id === value.order) && (
            <option value={chosen}>{shortId(value.order)}</option>
          )}
          <optgroup label={t('report.orders')}>
            {listed.map((order) => (
              <option key={order.id} value={`order:${order.id}`}>
                {[shortId(order.id), date(order.createdAt), order.lines[0]?.skuTitle].join(' · ')}
              </option>
            ))}
          </optgroup>
          <optgroup label={t('report.subscriptions')}>
            {(subscriptions.data?.items ?? []).map((subscription) => (
              <option key={subscription.id} value={`subscription:${subscription.id}`}>
                {[...new Set([subscription.friendlyName, subscription.skuTitle])].join(' · ')}
              </option>
            ))}
          </optgroup>
        </Select>
      </Field>
      {failure && (
        <ReadFailure
          error={failure}
          what={t('report.purchasesFailed')}
          onRetry={() => {
            orders.refetch();
            subscriptions.refetch();
          }}
        />
      )}
    </>
  );
}
