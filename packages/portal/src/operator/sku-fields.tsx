import { Field, Input } from '@fluentui/react-components';
import type { SkuName } from '../api/operator-queries.ts';
import { useReader } from '../ui/reader.ts';

const productPattern = /^[A-Za-z0-9]{12}$/;
const skuPattern = /^[A-Za-z0-9]{4}$/;

type Props = { readonly sku: SkuName; readonly onChange: (sku: SkuName) => void };

export function isSkuName({ productId, skuId }: SkuName): boolean {
  return productPattern.test(productId) && skuPattern.test(skuId);
}

export function SkuFields({ sku, onChange }: Props) {
  const { t } = useReader();
  return (
    <>
      <Field label={t('sku.productId')} hint={t('sku.productIdHint')}>
        <Input
          value={sku.productId}
          maxLength={12}
          onChange={(_, { value }) => onChange({ ...sku, productId: value.trim() })}
        />
      </Field>
      <Field label={t('sku.skuId')} hint={t('sku.skuIdHint')}>
        <Input
          value={sku.skuId}
          maxLength={4}
          onChange={(_, { value }) => onChange({ ...sku, skuId: value.trim() })}
        />
      </Field>
    </>
  );
}
