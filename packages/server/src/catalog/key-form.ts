import type { GeneratedForm, KeyForm, KeyFormat } from '@kontor/domain/catalog/key-format';
import { type KeyCheck, parseKeyTemplate } from '@kontor/domain/catalog/key-template';
import type { KeyQuantity, KeyRule } from '@kontor/domain/entitlement/key-quantity';
import { invariant } from '@kontor/domain/invariant';

/** What a SKU's row says of what its keys look like. */
export type KeyFormRow = {
  readonly key_format: KeyFormat;
  readonly key_template: string | null;
  readonly key_check: KeyCheck;
};

export const keyFormOf = ({
  key_format: format,
  key_template: text,
  key_check: check,
}: KeyFormRow): KeyForm => {
  if (format !== 'template') return { format };
  const reading = text === null ? undefined : parseKeyTemplate(text, check);
  invariant(reading?.accepted, 'a template was read before it was stored');
  return { format, template: reading.value };
};

/** Of a purchase that was promised keys of our own making, whatever its SKU has become since. */
export const generatedFormOf = (form: KeyForm): GeneratedForm =>
  form.format === 'mak_5x5' ? { format: 'digits_32' } : form;

/** What a row says of how many keys there are; `keys` counts under `per_purchase` only. */
export type KeyRuleRow = {
  readonly key_rule: KeyRule;
  readonly key_activations: number | null;
};

export const keyQuantityOf = ({ key_rule: rule, key_activations }: KeyRuleRow, keys: number): KeyQuantity => {
  if (rule === 'per_purchase') return { rule, keys };
  if (rule === 'per_unit') return { rule };
  invariant(key_activations !== null, 'a rule of activations says how many');
  return { rule, activationsPerUnit: key_activations };
};
