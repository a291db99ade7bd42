import { call } from '../api/call.ts';
import type { MarketAvailability } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { FormDialog } from './form-dialog.tsx';
import { instantOfMinute, utcMinute } from './form-values.ts';

type Props = { readonly market: MarketAvailability; readonly onClose: () => void };

export function MarketForm({ market, onClose }: Props) {
  const { t, language } = useReader();
  const name = language === 'tr' ? market.nameTr : market.nameEn;
  return (
    <FormDialog
      title={t('markets.changeOf', { market: name })}
      explain={t('markets.explain', { family: t(`familyName.${market.family}`) })}
      fields={() => [
        {
          kind: 'choice',
          name: 'available',
          label: t('markets.sold'),
          choices: [
            ['yes', t('markets.yes')],
            ['no', t('markets.no')],
          ],
        },
        {
          kind: 'minute',
          name: 'effectiveFrom',
          label: t('form.from'),
          hint: t('form.fromHint'),
          required: true,
        },
      ]}
      initial={{ available: market.available ? 'no' : 'yes', effectiveFrom: utcMinute() }}
      submit={t('form.save')}
      failed={t('markets.notSaved')}
      permission="markets.manage"
      stale={[['markets']]}
      send={({ available, effectiveFrom = '' }) =>
        call('setMarketAvailability', {
          body: {
            family: market.family,
            market: market.market,
            available: available === 'yes',
            effectiveFrom: instantOfMinute(effectiveFrom),
          },
        })
      }
      onClose={onClose}
    />
  );
}
