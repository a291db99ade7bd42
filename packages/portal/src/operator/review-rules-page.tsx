import { Button, Text } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { reviewRulesQuery } from '../api/operate-queries.ts';
import type { ReviewRule } from '../api/types.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { ReviewRuleForm } from './review-rule-form.tsx';

/** Which cancels a person decides. */
export function ReviewRulesPage() {
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  return (
    <Page
      title={t('reviewRules.title')}
      actions={
        <Button appearance="primary" onClick={() => setOpen(true)}>
          {t('reviewRules.new')}
        </Button>
      }
    >
      <Text>{t('reviewRules.explain')}</Text>
      <Rules />
      {open && <ReviewRuleForm onClose={() => setOpen(false)} />}
    </Page>
  );
}

function Rules() {
  const { t, money } = useReader();
  const client = useQueryClient();
  const rules = useQuery(reviewRulesQuery);
  const ending = useMutation({
    mutationFn: (ruleId: string) => call('endReviewRule', { params: { ruleId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: reviewRulesQuery.queryKey }),
  });
  if (rules.error) {
    const retry = () => rules.refetch();
    return <ReadFailure error={rules.error} what={t('reviewRules.failed')} onRetry={retry} />;
  }
  if (!rules.data) return <LoadingLines lines={3} />;
  if (rules.data.items.length === 0) return <EmptyState text={t('reviewRules.empty')} />;
  const words = ({ kind, amount }: ReviewRule) =>
    amount
      ? t('reviewRules.above', { amount: money(amount.value, amount.currency) })
      : t(`reviewRules.kind.${kind}`);
  const columns: Column<ReviewRule>[] = [
    { key: 'rule', title: t('reviewRules.rule'), cell: words },
    {
      key: 'orders',
      title: t('reviewRules.orders'),
      cell: ({ orderIds }) =>
        orderIds ? t('reviewRules.someOrders', { count: orderIds.length }) : t('reviewRules.allOrders'),
    },
    {
      key: 'from',
      title: t('policies.from'),
      nowrap: true,
      cell: ({ effectiveFrom }) => <ExactDate at={effectiveFrom} />,
    },
    {
      key: 'standing',
      title: t('policies.standing'),
      cell: ({ endedAt }) => (
        <StatusWord tone={endedAt ? 'off' : 'good'}>
          {t(endedAt ? 'reviewRules.ended' : 'policies.standing.in_force')}
        </StatusWord>
      ),
    },
    {
      key: 'end',
      title: t('form.act'),
      cell: (rule) =>
        rule.endedAt ? (
          '–'
        ) : (
          <Button
            size="small"
            disabled={ending.isPending}
            aria-label={t('reviewRules.endOf', { rule: words(rule) })}
            onClick={() => ending.mutate(rule.id)}
          >
            {t('reviewRules.end')}
          </Button>
        ),
    },
  ];
  return (
    <>
      {ending.error && <ErrorState error={ending.error} what={t('reviewRules.notSaved')} />}
      <DataTable
        label={t('reviewRules.title')}
        columns={columns}
        rows={rules.data.items}
        rowKey={({ id }) => id}
      />
    </>
  );
}
