import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Subscription } from '../../api/types.ts';
import { formatCount } from '../../format/size.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { PermittedButton } from '../../ui/permitted-button.tsx';
import { type Reader, useReader } from '../../ui/reader.ts';
import { StatusWord, type Tone } from '../../ui/status-word.tsx';
import { useTermWords } from '../../ui/term-words.ts';

const useStyles = makeStyles({ faint: { display: 'block', color: tokens.colorNeutralForeground3 } });

export const subscriptionTones: Readonly<Record<Subscription['status'], Tone>> = {
  pending: 'waiting',
  active: 'good',
  suspended: 'waiting',
  deleted: 'off',
  expired: 'off',
};

type Props = {
  readonly items: readonly Subscription[];
  readonly busy: boolean;
  readonly onManage: (subscription: Subscription) => void;
};

/** Subscriptions, newest first, each with what happens to it next. */
export function SubscriptionTable({ items, busy, onManage }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t, locale, money } = reader;
  const words = useTermWords();
  const columns: Column<Subscription>[] = [
    {
      key: 'product',
      title: t('subscriptions.product'),
      cell: (item) => (
        <span>
          {item.friendlyName}
          <Text size={200} className={styles.faint}>
            {[item.productTitle, words.term(item.termDuration), words.billing(item.billingCycle)]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </span>
      ),
    },
    {
      key: 'status',
      title: t('subscriptions.status'),
      nowrap: true,
      cell: ({ status }) => (
        <StatusWord tone={subscriptionTones[status]}>{t(`subscriptionStatus.${status}`)}</StatusWord>
      ),
    },
    {
      key: 'quantity',
      title: t('subscriptions.quantity'),
      numeric: true,
      cell: ({ quantity }) => formatCount(quantity, locale),
    },
    {
      key: 'price',
      title: t('subscriptions.price'),
      numeric: true,
      cell: ({ unitPrice, currency }) => money(unitPrice, currency, 'code'),
    },
    { key: 'next', title: t('subscriptions.next'), cell: (item) => nextOf(item, reader) },
    {
      key: 'manage',
      title: <span className="visually-hidden">{t('subscriptions.manage')}</span>,
      narrowTitle: '',
      cell: (item) => (
        <PermittedButton
          size="small"
          aria-label={t('subscriptions.manageOf', { title: item.friendlyName })}
          onClick={() => onManage(item)}
        >
          {t('subscriptions.manage')}
        </PermittedButton>
      ),
    },
  ];
  return (
    <DataTable
      label={t('subscriptions.title')}
      columns={columns}
      rows={items}
      rowKey={({ id }) => id}
      busy={busy}
    />
  );
}

/** "renews on 1 Mar 2028", "ends on …", "ended on …". */
export function nextOf(item: Subscription, { t, date }: Pick<Reader, 't' | 'date'>): string {
  if (item.status === 'deleted' || item.status === 'expired')
    return item.endedAt ? t('subscriptions.endedOn', { date: date(item.endedAt) }) : '–';
  const renews = item.autoRenew && item.status === 'active';
  return t(renews ? 'subscriptions.renewsOn' : 'subscriptions.endsOn', { date: date(item.endsOn) });
}
