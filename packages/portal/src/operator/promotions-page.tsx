import { Button } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { promotionsQuery } from '../api/operate-queries.ts';
import type { Promotion } from '../api/types.ts';
import { formatRate } from '../format/money.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { PromotionForm } from './promotion-form.tsx';
import { useScopeWords } from './scope-words.ts';

const tones = { in_force: 'good', upcoming: 'waiting', ended: 'off' } as const;

export function PromotionsPage() {
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  return (
    <Page
      title={t('promotions.title')}
      actions={
        <Button appearance="primary" onClick={() => setOpen(true)}>
          {t('promotions.new')}
        </Button>
      }
    >
      <Promotions />
      {open && <PromotionForm onClose={() => setOpen(false)} />}
    </Page>
  );
}

function Promotions() {
  const { t, locale, language } = useReader();
  const scope = useScopeWords();
  const client = useQueryClient();
  const [{ cursor }] = useUrlSearch();
  const promotions = useQuery(promotionsQuery({ cursor }));
  const ending = useMutation({
    mutationFn: (promotionId: string) => call('endPromotion', { params: { promotionId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['promotions'] }),
  });
  if (promotions.error) {
    const retry = () => promotions.refetch();
    return <ReadFailure error={promotions.error} what={t('promotions.failed')} onRetry={retry} />;
  }
  if (!promotions.data) return <LoadingLines lines={3} />;
  if (promotions.data.items.length === 0) return <EmptyState text={t('promotions.empty')} />;
  const nameOf = ({ nameEn, nameTr }: Promotion) => (language === 'tr' ? nameTr : nameEn);
  const columns: Column<Promotion>[] = [
    { key: 'name', title: t('customers.name'), cell: nameOf },
    { key: 'on', title: t('discounts.on'), cell: scope },
    {
      key: 'percent',
      title: t('discounts.percent'),
      numeric: true,
      cell: ({ discountBasisPoints }) => formatRate(discountBasisPoints, locale),
    },
    {
      key: 'from',
      title: t('promotions.from'),
      nowrap: true,
      cell: ({ startsAt }) => <ExactDate at={startsAt} withTime />,
    },
    {
      key: 'to',
      title: t('promotions.to'),
      nowrap: true,
      cell: ({ endsAt }) => <ExactDate at={endsAt} withTime />,
    },
    {
      key: 'standing',
      title: t('policies.standing'),
      cell: ({ standing }) => (
        <StatusWord tone={tones[standing]}>{t(`promotions.standing.${standing}`)}</StatusWord>
      ),
    },
    {
      key: 'end',
      title: t('form.act'),
      cell: (promotion) =>
        promotion.standing === 'ended' ? (
          '–'
        ) : (
          <Button
            size="small"
            disabled={ending.isPending}
            aria-label={t('promotions.endOf', { name: nameOf(promotion) })}
            onClick={() => ending.mutate(promotion.id)}
          >
            {t('reviewRules.end')}
          </Button>
        ),
    },
  ];
  return (
    <>
      {ending.error && <ErrorState error={ending.error} what={t('promotions.notSaved')} />}
      <DataTable
        label={t('promotions.title')}
        columns={columns}
        rows={promotions.data.items}
        rowKey={({ id }) => id}
      />
      <Pager next={promotions.data.next} />
    </>
  );
}
