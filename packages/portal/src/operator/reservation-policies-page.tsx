import { Button, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reservationPoliciesQuery } from '../api/operate-queries.ts';
import type { Answer, ReservationPolicy } from '../api/types.ts';
import { formatRate } from '../format/money.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { ReservationPolicyForm } from './reservation-policy-form.tsx';
import { reservationPolicyWords } from './reservation-policy-words.ts';

/** How reservations are given back: every version, and the one in force in words. */
export function ReservationPoliciesPage() {
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  const policies = useQuery(reservationPoliciesQuery);
  const newest = policies.data?.items.at(-1);
  return (
    <Page
      title={t('reservationPolicies.title')}
      actions={
        <Button appearance="primary" onClick={() => setOpen(true)}>
          {t('policies.new')}
        </Button>
      }
    >
      {policies.error ? (
        <ReadFailure error={policies.error} what={t('policies.failed')} onRetry={() => policies.refetch()} />
      ) : policies.data ? (
        <Versions policies={policies.data} />
      ) : (
        <LoadingLines lines={3} />
      )}
      {open && <ReservationPolicyForm newest={newest} onClose={() => setOpen(false)} />}
    </Page>
  );
}

type Policies = Answer<'listReservationPolicies'>;

function Versions({ policies: { items, inForce } }: { readonly policies: Policies }) {
  const reader = useReader();
  const { t, locale, money } = reader;
  const current = items.find(({ version }) => version === inForce);
  if (items.length === 0) return <EmptyState text={t('reservationPolicies.empty')} />;
  const columns: Column<ReservationPolicy>[] = [
    {
      key: 'version',
      title: t('policies.version'),
      cell: ({ version }) => t('policies.versionNumber', { version }),
    },
    {
      key: 'days',
      title: t('reservationPolicies.fullRefund'),
      cell: ({ fullRefundDays }) => t('policies.days', { count: fullRefundDays }),
    },
    {
      key: 'fee',
      title: t('reservationPolicies.fee'),
      numeric: true,
      cell: ({ feeBasisPoints }) => formatRate(feeBasisPoints, locale),
    },
    {
      key: 'cap',
      title: t('reservationPolicies.cap'),
      numeric: true,
      cell: ({ cap }) => money(cap.amount, cap.currency, 'code'),
    },
    {
      key: 'months',
      title: t('reservationPolicies.capMonths'),
      cell: ({ capMonths }) => t('policies.months', { count: capMonths }),
    },
    { key: 'zone', title: t('policies.zone'), cell: ({ zone }) => zone },
    {
      key: 'from',
      title: t('policies.from'),
      nowrap: true,
      cell: ({ effectiveFrom }) => <ExactDate at={effectiveFrom} withTime />,
    },
    {
      key: 'standing',
      title: t('policies.standing'),
      cell: (policy) => <Standing policy={policy} current={current} />,
    },
  ];
  return (
    <>
      {current && <Text>{reservationPolicyWords(current, reader)}</Text>}
      <DataTable
        label={t('policies.versions')}
        columns={columns}
        rows={items.toReversed()}
        rowKey={({ version }) => String(version)}
      />
    </>
  );
}

type StandingProps = {
  readonly policy: ReservationPolicy;
  readonly current: ReservationPolicy | undefined;
};

function Standing({ policy, current }: StandingProps) {
  const { t } = useReader();
  if (policy.version === current?.version)
    return <StatusWord tone="good">{t('policies.standing.in_force')}</StatusWord>;
  const upcoming = current === undefined || policy.effectiveFrom > current.effectiveFrom;
  return (
    <StatusWord tone={upcoming ? 'waiting' : 'off'}>
      {t(upcoming ? 'policies.standing.upcoming' : 'policies.standing.superseded')}
    </StatusWord>
  );
}
