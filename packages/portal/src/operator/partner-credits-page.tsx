import { Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { creditLeftQuery } from '../api/operate-queries.ts';
import { isProblem } from '../api/problem.ts';
import type { CreditLine } from '../api/types.ts';
import { ExactDate } from '../ui/exact-date.tsx';
import { Facts } from '../ui/facts.tsx';
import { useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { usePathParam, useUrlSearch } from '../ui/url-state.ts';
import { CreditForm } from './credit-form.tsx';
import { CreditLines } from './credit-lines.tsx';
import { PartnerFrame } from './partner-frame.tsx';
import { PartnerRefundDialog } from './partner-refund-dialog.tsx';
import { Success } from './success.tsx';

/** Characters of an order number; shorter ones are not asked for while they are written. */
const numberLength = 32;

/** What the operator gives back of a partner's order: an amount of a line, or a reservation. */
export function PartnerCreditsPage() {
  const { t } = useReader();
  const partnerId = usePathParam('partnerId');
  const [{ order = '' }] = useUrlSearch();
  const orderId = order.trim().toLowerCase();
  return (
    <PartnerFrame title={t('credits.title')} partnerId={partnerId}>
      <Text>{t('credits.explain')}</Text>
      <SearchField label={t('orders.number')} name="order" />
      {orderId.length === numberLength ? (
        <Order key={orderId} partnerId={partnerId} orderId={orderId} />
      ) : (
        <EmptyState text={t(orderId ? 'credits.noNumber' : 'credits.ask')} />
      )}
    </PartnerFrame>
  );
}

type Opened = { readonly what: 'credit' | 'refund'; readonly line: CreditLine };
type Props = { readonly partnerId: string; readonly orderId: string };

function Order({ partnerId, orderId }: Props) {
  const { t } = useReader();
  const left = useQuery(creditLeftQuery(partnerId, orderId));
  const [opened, setOpened] = useState<Opened>();
  const [done, setDone] = useState<string>();
  const close = () => setOpened(undefined);
  if (isProblem(left.error, 'not_found')) return <EmptyState text={t('credits.notFound')} />;
  if (left.error) {
    const retry = () => left.refetch();
    return <ReadFailure error={left.error} what={t('order.failed')} onRetry={retry} />;
  }
  if (!left.data) return <LoadingLines lines={4} />;
  const { customerName, createdAt, lines } = left.data;
  const shared = { partnerId, orderId, onDone: setDone, onClose: close };
  return (
    <>
      <Facts
        facts={[
          { term: t('orders.number'), fact: orderId },
          { term: t('orders.customer'), fact: customerName },
          { term: t('orders.date'), fact: <ExactDate at={createdAt} withTime /> },
        ]}
      />
      {done && <Success text={done} />}
      <CreditLines
        lines={lines}
        onCredit={(line) => setOpened({ what: 'credit', line })}
        onRefund={(line) => setOpened({ what: 'refund', line })}
      />
      {opened?.what === 'credit' && <CreditForm {...shared} line={opened.line} />}
      {opened?.what === 'refund' && opened.line.reservation && (
        <PartnerRefundDialog {...shared} reservation={opened.line.reservation} />
      )}
    </>
  );
}
