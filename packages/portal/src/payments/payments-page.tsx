import { makeStyles, Title3 } from '@fluentui/react-components';
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
import { PaymentMethodForm } from './payment-method-form.tsx';
import { PaymentTable } from './payment-table.tsx';

const useStyles = makeStyles({ picker: { maxWidth: '360px' }, heading: { margin: '8px 0 0' } });

/** Money that came in, of everybody or of the partner that is named in the address. */
export function PaymentsPage() {
  const styles = useStyles();
  const { t } = useReader();
  const [{ partner, cursor }, change] = useUrlSearch();
  const [asked, setAsked] = useState<'record' | 'method'>();
  const close = () => setAsked(undefined);
  const reason = partner === undefined ? t('payments.needsPartner') : undefined;
  const payments = useQuery(paymentsQuery({ partnerId: partner, cursor }));
  return (
    <OperatorBilling
      actions={
        <>
          <PermittedButton reason={reason} onClick={() => setAsked('method')}>
            {t('payMethod.title')}
          </PermittedButton>
          <PermittedButton appearance="primary" reason={reason} onClick={() => setAsked('record')}>
            {t('payments.record')}
          </PermittedButton>
        </>
      }
    >
      <div className={styles.picker}>
        <PartnerPicker
          value={partner}
          none={t('billing.allPartners')}
          onChange={(chosen) => change({ partner: chosen })}
        />
      </div>
      {partner !== undefined && <PartnerCredit key={partner} partnerId={partner} />}
      <Title3 as="h2" className={styles.heading}>
        {t('payments.title')}
      </Title3>
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
      {asked === 'record' && partner !== undefined && <PaymentForm partnerId={partner} onClose={close} />}
      {asked === 'method' && partner !== undefined && (
        <PaymentMethodForm partnerId={partner} onClose={close} />
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
