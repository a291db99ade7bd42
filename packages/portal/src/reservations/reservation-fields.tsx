import { Button, Checkbox, makeStyles, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { cloudSubscriptionsQuery } from '../api/reservation-queries.ts';
import type { Offer, Sku } from '../api/types.ts';
import { formatRate } from '../format/money.ts';
import { ChoiceSelect } from '../partner/choice-select.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { RegisterSubscriptionDialog } from './register-subscription-dialog.tsx';
import type { ReservationChoice } from './reservation-choice.ts';
import { ScopeFields } from './scope-fields.tsx';

const useStyles = makeStyles({
  fields: {
    gridColumn: '1 / -1',
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    rowGap: '12px',
    justifyItems: 'start',
  },
  benefit: { display: 'grid', rowGap: '2px' },
});

type Props = {
  readonly customerId: string;
  readonly sku: Sku;
  readonly offer: Offer;
  readonly choice: ReservationChoice;
  readonly onChoose: (choice: ReservationChoice) => void;
};

/** What a reservation asks beyond the price: scope, region, cloud subscription, and whether a licence is there. */
export function ReservationFields({ customerId, sku, offer, choice, onChoose }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const region = sku.attributes.armRegionName;
  return (
    <div className={styles.fields}>
      {region && (
        <Text>
          {t('reservations.region')}: {region}
        </Text>
      )}
      <ScopeFields scope={choice.scope} onChoose={(scope) => onChoose({ ...choice, scope })} />
      <SubscriptionChoice
        customerId={customerId}
        chosen={choice.cloudSubscriptionId}
        onChoose={(cloudSubscriptionId) => onChoose({ ...choice, cloudSubscriptionId })}
      />
      <Benefit
        sku={sku}
        offer={offer}
        checked={choice.hybridBenefit}
        onChange={(hybridBenefit) => onChoose({ ...choice, hybridBenefit })}
      />
    </div>
  );
}

type SubscriptionProps = {
  readonly customerId: string;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
};

function SubscriptionChoice({ customerId, chosen, onChoose }: SubscriptionProps) {
  const { t } = useReader();
  const [registering, setRegistering] = useState(false);
  const query = useQuery(cloudSubscriptionsQuery(customerId));
  const items = query.data?.items ?? [];
  return (
    <>
      {query.error ? (
        <ReadFailure
          error={query.error}
          what={t('cloudSubscription.listFailed')}
          onRetry={() => query.refetch()}
        />
      ) : !query.data ? (
        <LoadingLines lines={1} />
      ) : items.length === 0 ? (
        <Text>{t('cloudSubscription.none')}</Text>
      ) : (
        <ChoiceSelect
          label={t('reservation.subscription')}
          values={['', ...items.map(({ id }) => id)]}
          chosen={chosen ?? ''}
          name={(id) => items.find((one) => one.id === id)?.name ?? '–'}
          onChoose={onChoose}
        />
      )}
      <Button size="small" onClick={() => setRegistering(true)}>
        {t('cloudSubscription.register')}
      </Button>
      {registering && (
        <RegisterSubscriptionDialog customerId={customerId} onClose={() => setRegistering(false)} />
      )}
    </>
  );
}

type BenefitProps = {
  readonly sku: Sku;
  readonly offer: Offer;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
};

/** The licence that the customer has, and what it spares against the price with the operating system inside. */
function Benefit({ sku, offer, checked, onChange }: BenefitProps) {
  const styles = useStyles();
  const { t, money, locale } = useReader();
  const saving = sku.hybridBenefit?.savings.find(
    (one) =>
      one.segment === offer.segment &&
      one.termDuration === offer.termDuration &&
      one.billingCycle === offer.billingCycle &&
      one.currency === offer.currency,
  );
  if (!saving) return null;
  return (
    <div className={styles.benefit}>
      <Checkbox
        label={t('reservation.hasLicence')}
        checked={checked}
        onChange={(_, data) => onChange(data.checked === true)}
      />
      <Text size={200}>{t('reservation.hasLicenceExplain')}</Text>
      <Text size={200} weight="semibold">
        {t('reservation.saving', {
          amount: money(saving.amount, saving.currency),
          percent: formatRate(Math.round(Number(saving.percent) * 100), locale),
          other: money(saving.windowsUnitPrice, saving.currency),
        })}
      </Text>
    </div>
  );
}
