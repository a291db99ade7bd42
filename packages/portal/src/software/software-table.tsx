import { Checkbox, makeStyles } from '@fluentui/react-components';
import type { SoftwareItem } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { type Translate, useReader } from '../ui/reader.ts';
import { reasonFor } from '../ui/reason.ts';
import { usePermit } from '../ui/session.ts';
import { StatusWord, type Tone } from '../ui/status-word.tsx';
import { cancelReason, canOpenCancel } from './cancel-access.ts';
import { CancelFacts } from './cancel-facts.tsx';
import type { Selection } from './software-list.tsx';
import { SoftwareName } from './software-name.tsx';

const useStyles = makeStyles({
  acts: {
    display: 'flex',
    gap: '8px',
    justifyContent: 'flex-end',
    whiteSpace: 'nowrap',
    '@media (max-width: 1200px)': { flexWrap: 'wrap', whiteSpace: 'normal' },
  },
});

const tones: Readonly<Record<SoftwareItem['status'], Tone>> = {
  provisioning: 'waiting',
  active: 'good',
  suspended: 'waiting',
  cancelled: 'off',
  expired: 'off',
};

type Props = {
  readonly items: readonly SoftwareItem[];
  readonly busy: boolean;
  readonly onKeys: (item: SoftwareItem) => void;
  readonly onCancel?: (item: SoftwareItem) => void;
  readonly selection?: Selection;
  readonly orderHref?: (item: SoftwareItem) => string;
};

export function SoftwareTable({ items, busy, onKeys, onCancel, selection, orderHref }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t, locale } = reader;
  const mayCancel = usePermit()('orders.cancel');
  const columns: Column<SoftwareItem>[] = [
    ...(selection ? [selectColumn(selection, t)] : []),
    {
      key: 'product',
      title: t('software.product'),
      cell: (item) => <SoftwareName item={item} orderHref={orderHref?.(item)} />,
    },
    {
      key: 'quantity',
      title: t('software.quantity'),
      numeric: true,
      cell: (item) => formatCount(item.quantity, locale),
    },
    {
      key: 'bought',
      title: t('software.bought'),
      nowrap: true,
      cell: (item) => <ExactDate at={item.purchasedAt} />,
    },
    {
      key: 'status',
      nowrap: true,
      title: t('software.status'),
      cell: (item) => <StatusWord tone={tones[item.status]}>{t(`softwareStatus.${item.status}`)}</StatusWord>,
    },
    // Cancelling and its credit are between the partner and the operator; customers see neither.
    ...(onCancel ? [cancelColumn(t)] : []),
    {
      key: 'acts',
      title: <span className="visually-hidden">{t('software.acts')}</span>,
      narrowTitle: '',
      cell: (item) => (
        <div className={styles.acts}>
          <PermittedButton
            size="small"
            reason={keysReason(item, reader)}
            aria-label={`${t('software.getKeysAndDownloads')}: ${item.skuTitle}`}
            onClick={() => onKeys(item)}
          >
            {t('software.getKeysAndDownloads')}
          </PermittedButton>
          {onCancel && (
            <PermittedButton
              size="small"
              reason={cancelReason(item, mayCancel, reader)}
              aria-label={`${t('software.cancel')}: ${item.skuTitle}`}
              onClick={() => onCancel(item)}
            >
              {t('software.cancel')}
            </PermittedButton>
          )}
        </div>
      ),
    },
  ];
  return (
    <DataTable
      label={t('customer.software')}
      columns={columns}
      rows={items}
      rowKey={(item) => item.entitlementId}
      busy={busy}
    />
  );
}

/** One of the two is enough to open the panel; each card in it then speaks for itself. */
function keysReason(item: SoftwareItem, reader: Parameters<typeof reasonFor>[1]): string | undefined {
  const { getKeys, download } = item.actions;
  return getKeys.allowed || download.allowed ? undefined : reasonFor(getKeys, reader);
}

function cancelColumn(t: Translate): Column<SoftwareItem> {
  return {
    key: 'cancel',
    title: t('software.cancellable'),
    cell: (item) => <CancelFacts item={item} />,
  };
}

function selectColumn({ chosen, toggle }: Selection, t: Translate): Column<SoftwareItem> {
  return {
    key: 'select',
    tick: true,
    title: <span className="visually-hidden">{t('software.select')}</span>,
    narrowTitle: '',
    cell: (item) =>
      // Only who may cancel has boxes to tick.
      canOpenCancel(item, true) ? (
        <Checkbox
          aria-label={t('software.selectItem', { title: item.skuTitle })}
          checked={chosen.has(item.entitlementId)}
          onChange={() => toggle(item)}
        />
      ) : null,
  };
}
