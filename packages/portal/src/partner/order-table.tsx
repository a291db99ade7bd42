import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Order } from '../api/types.ts';
import { shortId } from '../format/names.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { StatusWord, type Tone } from '../ui/status-word.tsx';

const useStyles = makeStyles({
  faint: { color: tokens.colorNeutralForeground3 },
  lines: { display: 'block' },
});

const tones: Readonly<Record<Order['status'], Tone>> = {
  pending: 'waiting',
  completed: 'good',
  cancelled: 'off',
};

type Props = {
  readonly orders: readonly Order[];
  readonly withCustomer?: boolean;
  readonly busy: boolean;
};

export function OrderTable({ orders, withCustomer, busy }: Props) {
  const { t, money } = useReader();
  const styles = useStyles();
  const customer: Column<Order> = {
    key: 'customer',
    title: t('orders.customer'),
    cell: (order) => <GoLink href={paths.customer(order.customerId)}>{order.customerName}</GoLink>,
  };
  const columns: Column<Order>[] = [
    {
      key: 'number',
      title: t('orders.number'),
      nowrap: true,
      cell: (order) => (
        <GoLink href={paths.order(order.customerId, order.id)} title={order.id}>
          {shortId(order.id)}
        </GoLink>
      ),
    },
    {
      key: 'date',
      title: t('orders.date'),
      nowrap: true,
      cell: (order) => <ExactDate at={order.createdAt} />,
    },
    ...(withCustomer ? [customer] : []),
    {
      key: 'lines',
      title: t('orders.lines'),
      cell: (order) => (
        <span>
          {order.lines.slice(0, 2).map((line) => (
            <span key={line.lineNumber} className={styles.lines}>
              {t('orders.line', { title: line.skuTitle, quantity: line.quantity })}
            </span>
          ))}
          {order.lines.length > 2 && (
            <Text size={200} className={styles.faint}>
              {t('orders.moreLines', { count: order.lines.length - 2 })}
            </Text>
          )}
        </span>
      ),
    },
    {
      key: 'status',
      nowrap: true,
      title: t('orders.status'),
      cell: (order) => <StatusWord tone={tones[order.status]}>{t(`orderStatus.${order.status}`)}</StatusWord>,
    },
    {
      key: 'total',
      title: t('orders.total'),
      numeric: true,
      cell: (order) => money(order.total, order.currency, 'code'),
    },
  ];
  return (
    <DataTable
      label={t('orders.title')}
      columns={columns}
      rows={orders}
      rowKey={(order) => order.id}
      busy={busy}
    />
  );
}
