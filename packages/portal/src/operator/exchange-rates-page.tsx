import { Button, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { exchangeRatesQuery } from '../api/operate-queries.ts';
import type { ExchangeRate } from '../api/types.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { FormDialog } from './form-dialog.tsx';
import { instantOfMinute, utcMinute } from './form-values.ts';

export function ExchangeRatesPage() {
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  return (
    <Page
      title={t('exchange.title')}
      actions={
        <Button appearance="primary" onClick={() => setOpen(true)}>
          {t('exchange.new')}
        </Button>
      }
    >
      <Text>{t('exchange.explain')}</Text>
      <Rates />
      {open && <RateForm onClose={() => setOpen(false)} />}
    </Page>
  );
}

function Rates() {
  const { t } = useReader();
  const [{ cursor }] = useUrlSearch();
  const rates = useQuery(exchangeRatesQuery({ cursor }));
  if (rates.error) {
    const retry = () => rates.refetch();
    return <ReadFailure error={rates.error} what={t('exchange.failed')} onRetry={retry} />;
  }
  if (!rates.data) return <LoadingLines lines={3} />;
  if (rates.data.items.length === 0) return <EmptyState text={t('exchange.empty')} />;
  const columns: Column<ExchangeRate>[] = [
    { key: 'pair', title: t('exchange.pair'), cell: ({ from, to }) => `${from} → ${to}` },
    { key: 'rate', title: t('exchange.rate'), numeric: true, cell: ({ rate }) => rate },
    {
      key: 'from',
      title: t('policies.from'),
      nowrap: true,
      cell: ({ effectiveFrom }) => <ExactDate at={effectiveFrom} withTime />,
    },
    { key: 'source', title: t('exchange.source'), cell: ({ source }) => source },
  ];
  return (
    <>
      <DataTable
        label={t('exchange.title')}
        columns={columns}
        rows={rates.data.items}
        rowKey={({ from, to, effectiveFrom, recordedAt }) => `${from}${to}${effectiveFrom}${recordedAt}`}
      />
      <Pager next={rates.data.next} />
    </>
  );
}

function RateForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useReader();
  const code = (text = '') => text.trim().toUpperCase();
  return (
    <FormDialog
      title={t('exchange.new')}
      fields={() => [
        { kind: 'text', name: 'from', label: t('exchange.from'), required: true, maxLength: 3 },
        { kind: 'text', name: 'to', label: t('exchange.to'), required: true, maxLength: 3 },
        {
          kind: 'text',
          name: 'rate',
          label: t('exchange.rate'),
          hint: t('exchange.rateHint'),
          numeric: true,
          required: true,
          maxLength: 24,
        },
        {
          kind: 'minute',
          name: 'effectiveFrom',
          label: t('form.from'),
          hint: t('form.fromHint'),
          required: true,
        },
      ]}
      initial={{ effectiveFrom: utcMinute() }}
      submit={t('form.save')}
      failed={t('exchange.notSaved')}
      permission="prices.manage"
      stale={[['exchange-rates']]}
      send={({ from, to, rate = '', effectiveFrom = '' }) =>
        call('createExchangeRate', {
          body: {
            from: code(from),
            to: code(to),
            rate: rate.trim().replace(',', '.'),
            effectiveFrom: instantOfMinute(effectiveFrom),
          },
        })
      }
      onClose={onClose}
    />
  );
}
