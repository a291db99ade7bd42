import { call } from '../api/call.ts';
import { useReader } from '../ui/reader.ts';
import { FormDialog } from './form-dialog.tsx';
import { basisPoints, instantOfMinute, optional, utcMinute } from './form-values.ts';
import { useMarketNames } from './use-market-names.ts';

export function TaxRateForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useReader();
  const markets = useMarketNames();
  return (
    <FormDialog
      title={t('taxRates.new')}
      explain={t('taxRates.explain')}
      fields={() => [
        {
          kind: 'search',
          name: 'market',
          label: t('policies.market'),
          choices: markets.choices,
          any: t('form.choose'),
          required: true,
        },
        {
          kind: 'text',
          name: 'region',
          label: t('taxRates.region'),
          hint: t('taxRates.regionHint'),
          maxLength: 60,
        },
        {
          kind: 'text',
          name: 'rate',
          path: 'rateBasisPoints',
          label: t('taxRates.percent'),
          numeric: true,
          required: true,
          maxLength: 6,
        },
        {
          kind: 'choice',
          name: 'mode',
          label: t('taxRates.mode'),
          choices: [
            ['exclusive', t('taxRates.mode.exclusive')],
            ['inclusive', t('taxRates.mode.inclusive')],
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
      initial={{ mode: 'exclusive', effectiveFrom: utcMinute() }}
      submit={t('taxRates.save')}
      failed={t('taxRates.notSaved')}
      permission="tax_rates.manage"
      stale={[['tax-rates']]}
      send={({ market = '', region, rate = '', mode, effectiveFrom = '' }) =>
        call('setTaxRate', {
          body: {
            market,
            ...optional('region', region),
            mode: mode === 'inclusive' ? 'inclusive' : 'exclusive',
            rateBasisPoints: basisPoints(rate),
            effectiveFrom: instantOfMinute(effectiveFrom),
          },
        })
      }
      onClose={onClose}
    />
  );
}
