import { Field, Input } from '@fluentui/react-components';
import type { Sku } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { useReader } from '../ui/reader.ts';

type Props = {
  readonly sku: Sku;
  readonly text: string;
  readonly onChange: (text: string) => void;
};

/** A whole number inside the SKU's limits; undefined while the text is none. */
export function quantityOf(text: string, { minimumQuantity, maximumQuantity }: Sku): number | undefined {
  const quantity = Number(text);
  const fits = Number.isInteger(quantity) && quantity >= minimumQuantity && quantity <= maximumQuantity;
  return fits ? quantity : undefined;
}

export function QuantityField({ sku, text, onChange }: Props) {
  const { t, locale } = useReader();
  const { minimumQuantity, maximumQuantity } = sku;
  const limits = t('product.limits', {
    minimum: formatCount(minimumQuantity, locale),
    maximum: formatCount(maximumQuantity, locale),
  });
  const wrong = quantityOf(text, sku) === undefined;
  return (
    <Field label={t('line.quantity')} {...(wrong ? { validationMessage: limits } : {})}>
      <Input
        type="number"
        inputMode="numeric"
        min={minimumQuantity}
        max={maximumQuantity}
        step={1}
        value={text}
        onChange={(_, data) => onChange(data.value)}
      />
    </Field>
  );
}
