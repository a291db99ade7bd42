import { Button, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { licenceOffersQuery } from '../api/key-pool-queries.ts';
import type { SkuName } from '../api/operator-queries.ts';
import type { LicenceOffer } from '../api/types.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { Facts } from '../ui/facts.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';

/** Whether devices without a network can check this product's licence, and for how long a file lasts. */
export function SkuLicences({ sku }: { readonly sku: SkuName }) {
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  const offers = useQuery(licenceOffersQuery);
  if (offers.error) {
    const retry = () => offers.refetch();
    return <ReadFailure error={offers.error} what={t('skuLicences.failed')} onRetry={retry} />;
  }
  if (!offers.data) return <LoadingLines lines={3} />;
  const offer = offers.data.items.find(
    ({ productId, skuId }) => productId === sku.productId && skuId === sku.skuId,
  );
  return (
    <>
      {offer?.offered ? <OfferFacts offer={offer} /> : <Text>{t('skuLicences.none')}</Text>}
      <span>
        <Button onClick={() => setOpen(true)}>{t('skuLicences.change')}</Button>
      </span>
      {open && <OfferForm sku={sku} offer={offer} onClose={() => setOpen(false)} />}
    </>
  );
}

function OfferFacts({ offer }: { readonly offer: LicenceOffer }) {
  const { t } = useReader();
  const { activationsPerUnit, licenceDays, graceDays } = offer;
  const lasts = licenceDays === null ? t('skuLicences.toTheEnd') : t('keyPools.days', { count: licenceDays });
  return (
    <Facts
      facts={[
        { term: t('skuLicences.lasts'), fact: lasts },
        { term: t('skuLicences.grace'), fact: t('keyPools.days', { count: graceDays }) },
        {
          term: t('skuLicences.devices'),
          fact: t('skuLicences.devicesAUnit', { count: activationsPerUnit }),
        },
      ]}
    />
  );
}

type FormProps = {
  readonly sku: SkuName;
  readonly offer: LicenceOffer | undefined;
  readonly onClose: () => void;
};

function OfferForm({ sku, offer, onClose }: FormProps) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('skuLicences.title')}
      explain={t('skuLicences.explain')}
      fields={({ offered }) => [
        { kind: 'tick', name: 'offered', label: t('skuLicences.offered') },
        ...(offered === 'yes'
          ? ([
              {
                kind: 'text',
                name: 'licenceDays',
                label: t('skuLicences.licenceDays'),
                hint: t('skuLicences.licenceDaysHint'),
                numeric: true,
                maxLength: 4,
              },
              {
                kind: 'text',
                name: 'graceDays',
                label: t('skuLicences.graceDays'),
                numeric: true,
                required: true,
                maxLength: 3,
              },
            ] as const)
          : []),
      ]}
      initial={{
        offered: offer?.offered ? 'yes' : '',
        licenceDays: offer?.licenceDays ? String(offer.licenceDays) : '',
        graceDays: String(offer?.graceDays ?? 14),
      }}
      submit={t('form.save')}
      failed={t('keyPools.notSaved')}
      permission="keys.manage"
      stale={[['licence-offers']]}
      send={({ offered, licenceDays = '', graceDays = '' }) =>
        call('setLicenceOffer', {
          params: { ...sku },
          body: {
            offered: offered === 'yes',
            licenceDays: licenceDays.trim() === '' ? null : Number(licenceDays),
            graceDays: Number(graceDays),
          },
        })
      }
      onClose={onClose}
    />
  );
}
