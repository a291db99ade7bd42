import { Button, makeStyles } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reservationsQuery } from '../api/reservation-queries.ts';
import type { Reservation } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { CustomerPage } from '../partner/customer-page.tsx';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFollow } from '../ui/go-link.tsx';
import { Pager } from '../ui/pager.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord, type Tone } from '../ui/status-word.tsx';
import { usePathParam, useUrlSearch } from '../ui/url-state.ts';
import { HybridBenefitCard } from './hybrid-benefit-card.tsx';
import { RegisterSubscriptionDialog } from './register-subscription-dialog.tsx';
import { ReservationPanel } from './reservation-panel.tsx';

const useStyles = makeStyles({
  page: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '24px' },
});

export function ReservationsPage() {
  const styles = useStyles();
  const { t } = useReader();
  const customerId = usePathParam('customerId');
  return (
    <CustomerPage title={t('customer.reservations')} actions={<PageActs customerId={customerId} />}>
      {() => (
        <div className={styles.page}>
          <Reservations customerId={customerId} />
          <HybridBenefitCard customerId={customerId} />
        </div>
      )}
    </CustomerPage>
  );
}

type Props = { readonly customerId: string };

function PageActs({ customerId }: Props) {
  const { t } = useReader();
  const permit = usePermit();
  const [registering, setRegistering] = useState(false);
  return (
    <>
      <PermittedButton
        reason={permit('orders.buy') ? undefined : t('reason.role')}
        onClick={() => setRegistering(true)}
      >
        {t('cloudSubscription.register')}
      </PermittedButton>
      <BuyButton customerId={customerId} />
      {registering && (
        <RegisterSubscriptionDialog customerId={customerId} onClose={() => setRegistering(false)} />
      )}
    </>
  );
}

function BuyButton({ customerId }: Props) {
  const { t } = useReader();
  const permit = usePermit();
  const follow = useFollow();
  return (
    <PermittedButton
      appearance="primary"
      reason={permit('carts.write') ? undefined : t('reason.role')}
      onClick={() => follow(paths.addProducts(customerId, { family: 'reservation' }))}
    >
      {t('reservations.buy')}
    </PermittedButton>
  );
}

const tones: Readonly<Record<Reservation['status'], Tone>> = {
  active: 'good',
  exchanged: 'off',
  refunded: 'off',
  expired: 'off',
};

function Reservations({ customerId }: Props) {
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  const query = useQuery(reservationsQuery(customerId, search.cursor));
  const open = query.data?.items.find(({ id }) => id === search.item);
  const show = (id: string | undefined) =>
    change({ item: id, cursor: search.cursor }, id ? 'push' : 'replace');
  if (query.error)
    return (
      <ReadFailure error={query.error} what={t('reservations.failed')} onRetry={() => query.refetch()} />
    );
  if (!query.data) return <LoadingLines lines={5} height={48} />;
  if (query.data.items.length === 0)
    return (
      <EmptyState text={t('reservations.empty')}>
        <BuyButton customerId={customerId} />
      </EmptyState>
    );
  return (
    <>
      <ReservationTable items={query.data.items} busy={query.isPlaceholderData} onOpen={show} />
      <Pager next={query.data.next} />
      {open && (
        <ReservationPanel customerId={customerId} reservation={open} onClose={() => show(undefined)} />
      )}
    </>
  );
}

type TableProps = {
  readonly items: readonly Reservation[];
  readonly busy: boolean;
  readonly onOpen: (id: string) => void;
};

function ReservationTable({ items, busy, onOpen }: TableProps) {
  const { t, locale, date } = useReader();
  const columns: Column<Reservation>[] = [
    { key: 'name', title: t('reservations.name'), cell: ({ name, skuTitle }) => `${name} · ${skuTitle}` },
    {
      key: 'quantity',
      title: t('reservation.quantity'),
      numeric: true,
      cell: ({ quantity }) => formatCount(quantity, locale),
    },
    { key: 'region', title: t('reservations.region'), cell: ({ region }) => region },
    {
      key: 'scope',
      title: t('reservations.scope'),
      cell: ({ scope }) => t(`reservation.scope.${scope}`),
    },
    { key: 'ends', title: t('reservations.ends'), nowrap: true, cell: ({ endsOn }) => date(endsOn) },
    {
      key: 'status',
      title: t('reservations.status'),
      nowrap: true,
      cell: ({ status }) => <StatusWord tone={tones[status]}>{t(`reservation.status.${status}`)}</StatusWord>,
    },
    {
      key: 'acts',
      title: <span className="visually-hidden">{t('reservations.acts')}</span>,
      narrowTitle: '',
      cell: ({ id, name }) => (
        <Button size="small" aria-label={`${t('reservations.open')}: ${name}`} onClick={() => onOpen(id)}>
          {t('reservations.open')}
        </Button>
      ),
    },
  ];
  return (
    <DataTable
      label={t('customer.reservations')}
      columns={columns}
      rows={items}
      rowKey={({ id }) => id}
      busy={busy}
    />
  );
}
