import { Button, Title3 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { partnerDiscountsQuery } from '../api/operate-queries.ts';
import type { PartnerDiscount } from '../api/types.ts';
import { formatRate } from '../format/money.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { oneOf } from '../ui/url-state.ts';
import { families } from './families.ts';
import { FormDialog } from './form-dialog.tsx';
import { basisPoints, instantOfMinute, optional, utcMinute, type Values } from './form-values.ts';

/** What a partner pays less, and from when. */
export function PartnerDiscounts({ partnerId }: { readonly partnerId: string }) {
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Title3 as="h2">{t('discounts.title')}</Title3>
      <Discounts partnerId={partnerId} />
      <span>
        <Button onClick={() => setOpen(true)}>{t('discounts.new')}</Button>
      </span>
      {open && <DiscountForm partnerId={partnerId} onClose={() => setOpen(false)} />}
    </>
  );
}

function Discounts({ partnerId }: { readonly partnerId: string }) {
  const { t, locale } = useReader();
  const { data, error } = useQuery(partnerDiscountsQuery(partnerId));
  if (error) return <ReadFailure error={error} what={t('discounts.failed')} />;
  if (!data) return <LoadingLines lines={2} />;
  if (data.items.length === 0) return <EmptyState text={t('discounts.empty')} />;
  const columns: Column<PartnerDiscount>[] = [
    {
      key: 'on',
      title: t('discounts.on'),
      cell: ({ productId, family }) =>
        productId ?? (family ? t(`familyName.${family}`) : t('discounts.everything')),
    },
    {
      key: 'percent',
      title: t('discounts.percent'),
      numeric: true,
      cell: ({ discountBasisPoints }) => formatRate(discountBasisPoints, locale),
    },
    {
      key: 'from',
      title: t('policies.from'),
      nowrap: true,
      cell: ({ effectiveFrom }) => <ExactDate at={effectiveFrom} withTime />,
    },
  ];
  return (
    <DataTable label={t('discounts.title')} columns={columns} rows={data.items} rowKey={({ id }) => id} />
  );
}

function DiscountForm({ partnerId, onClose }: { readonly partnerId: string; readonly onClose: () => void }) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('discounts.new')}
      explain={t('discounts.explain')}
      fields={({ family }) => [
        {
          kind: 'choice',
          name: 'family',
          label: t('products.family'),
          choices: [
            ['', t('discounts.everything')],
            ...families.map((each) => [each, t(`familyName.${each}`)] as const),
          ],
        },
        ...(family
          ? []
          : [
              {
                kind: 'text' as const,
                name: 'productId',
                label: t('policies.product'),
                hint: t('policies.productHint'),
                maxLength: 12,
              },
            ]),
        {
          kind: 'text',
          name: 'percent',
          path: 'discountBasisPoints',
          label: t('discounts.percentField'),
          numeric: true,
          required: true,
          maxLength: 6,
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
      failed={t('discounts.notSaved')}
      permission="prices.manage"
      stale={[['partners', partnerId]]}
      send={(values) => call('createPartnerDiscount', { params: { partnerId }, body: discountOf(values) })}
      onClose={onClose}
    />
  );
}

function discountOf(values: Values) {
  const family = oneOf(values.family, families);
  return {
    ...(family ? { family } : optional('productId', values.productId)),
    discountBasisPoints: basisPoints(values.percent ?? ''),
    effectiveFrom: instantOfMinute(values.effectiveFrom ?? ''),
  };
}
