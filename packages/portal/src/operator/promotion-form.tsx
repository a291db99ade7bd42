import { call } from '../api/call.ts';
import { useReader } from '../ui/reader.ts';
import { oneOf } from '../ui/url-state.ts';
import { segments } from './families.ts';
import { FormDialog } from './form-dialog.tsx';
import { basisPoints, instantOfMinute, optional, utcMinute, type Values } from './form-values.ts';
import { useMarketNames } from './use-market-names.ts';

export function PromotionForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useReader();
  const markets = useMarketNames();
  return (
    <FormDialog
      title={t('promotions.new')}
      explain={t('promotions.explain')}
      fields={() => [
        { kind: 'text', name: 'nameEn', label: t('promotions.nameEn'), required: true },
        { kind: 'text', name: 'nameTr', label: t('promotions.nameTr'), required: true },
        {
          kind: 'text',
          name: 'productId',
          label: t('sku.productId'),
          hint: t('sku.productIdHint'),
          required: true,
          maxLength: 12,
        },
        { kind: 'text', name: 'skuId', label: t('sku.skuId'), hint: t('promotions.skuHint'), maxLength: 4 },
        {
          kind: 'search',
          name: 'market',
          label: t('policies.market'),
          choices: markets.choices,
          any: t('policies.everyMarket'),
        },
        {
          kind: 'choice',
          name: 'segment',
          label: t('products.segment'),
          choices: [
            ['', t('products.allSegments')],
            ...segments.map((each) => [each, t(`segment.${each}`)] as const),
          ],
        },
        {
          kind: 'text',
          name: 'percent',
          path: 'discountBasisPoints',
          label: t('discounts.percentField'),
          numeric: true,
          required: true,
          maxLength: 6,
        },
        { kind: 'minute', name: 'startsAt', label: t('promotions.fromField'), required: true },
        { kind: 'minute', name: 'endsAt', label: t('promotions.toField'), required: true },
        { kind: 'tick', name: 'renewals', label: t('promotions.renewals') },
      ]}
      initial={{ startsAt: utcMinute() }}
      submit={t('form.save')}
      failed={t('promotions.notSaved')}
      permission="prices.manage"
      stale={[['promotions']]}
      send={(values) => call('createPromotion', { body: promotionOf(values) })}
      onClose={onClose}
    />
  );
}

function promotionOf(values: Values) {
  const segment = oneOf(values.segment, segments);
  return {
    nameEn: values.nameEn ?? '',
    nameTr: values.nameTr ?? '',
    productId: values.productId?.trim() ?? '',
    ...optional('skuId', values.skuId),
    ...optional('market', values.market),
    ...(segment ? { segment } : {}),
    discountBasisPoints: basisPoints(values.percent ?? ''),
    startsAt: instantOfMinute(values.startsAt ?? ''),
    endsAt: instantOfMinute(values.endsAt ?? ''),
    firstTermOnly: values.renewals !== 'yes',
  };
}
