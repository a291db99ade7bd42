import { Title2 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { partnerCreditQuery, paymentsQuery } from '../api/payment-queries.ts';
import { OperatorBilling } from '../billing/billing-page.tsx';
import { PartnerPicker } from '../billing/partner-picker.tsx';
import { Pager } from '../ui/pager.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { BalanceCards } from './balance-cards.tsx';
import { PaymentForm } from './payment-form.tsx';
import { PaymentTable } from './payment-table.tsx';

/** Money that came in, of everybody or of the partner that is named in the address. */
export function PaymentsPage() {
  const { t } = useReader();
  const [{ partner, cursor }, change] = useUrlSearch();
  const [recording, setRecording] = useState(false);
  const payments = useQuery(paymentsQuery({ partnerId: partner, cursor }));
  return (
    <OperatorBilling
      actions={
        <PermittedButton
          appearance="primary"
          reason={partner === undefined ? t('payments.needsPartner') : undefined}
          onClick={() => setRecording(true)}
        >
          {t('payments.record')}
        </PermittedButton>
      }
    >
      <div>
        <PartnerPicker
          value={partner}
          none={t('billing.allPartners')}
          onChange={(chosen) => change({ partner: chosen })}
        />
      </div>
      {partner !== undefined && <PartnerCredit key={partner} partnerId={partner} />}
      <Title2 as="h2">{t('payments.title')}</Title2>
      {payments.error ? (
        <ReadFailure error={payments.error} what={t('payments.failed')} onRetry={() => payments.refetch()} />
      ) : !payments.data ? (
        <LoadingLines lines={8} />
      ) : payments.data.items.length === 0 ? (
        <EmptyState text={partner === undefined ? t('payments.none') : t('payments.noneOfPartner')} />
      ) : (
        <>
          <PaymentTable payments={payments.data.items} busy={payments.isPlaceholderData} />
          <Pager next={payments.data.next} />
        </>
      )}
      {recording && partner !== undefined && (
        <PaymentForm partnerId={partner} onClose={() => setRecording(false)} />
      )}
    </OperatorBilling>
  );
}

function PartnerCredit({ partnerId }: { readonly partnerId: string }) {
  const { t } = useReader();
  const { data, error, refetch } = useQuery(partnerCreditQuery(partnerId));
  if (error) return <ReadFailure error={error} what={t('balance.failed')} onRetry={() => refetch()} />;
  if (!data) return <LoadingLines lines={3} />;
  return <BalanceCards balances={data.items} />;
}
