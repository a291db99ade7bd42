import { call } from '../api/call.ts';
import type { SkuName } from '../api/operator-queries.ts';
import type { SkuKeys } from '../api/types.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import type { FieldSpec } from '../operator/form-field.tsx';
import type { Values } from '../operator/form-values.ts';
import { useReader } from '../ui/reader.ts';
import { checks, formats, rules, sources } from './key-choices.ts';

type Props = { readonly sku: SkuName; readonly settings: SkuKeys; readonly onClose: () => void };

/** What a SKU's keys are; the server says what does not fit together. */
export function SkuKeysForm({ sku, settings, onClose }: Props) {
  const { t } = useReader();
  const fields = (values: Values): FieldSpec[] => [
    {
      kind: 'choice',
      name: 'source',
      label: t('keyPools.source'),
      choices: sources.map((each) => [each, t(`keyPools.source.${each}`)]),
    },
    {
      kind: 'choice',
      name: 'format',
      label: t('keyPools.format'),
      choices: formats.map((each) => [each, t(`keyPools.format.${each}`)]),
    },
    ...templateFields(values),
    {
      kind: 'choice',
      name: 'rule',
      label: t('keyPools.rule'),
      choices: rules.map((each) => [each, t(`keyPools.rule.${each}`)]),
    },
    ...numberFields(values),
    { kind: 'lines', name: 'groups', label: t('keyPools.groups'), hint: t('keyPools.groupsHint') },
  ];
  const templateFields = ({ format }: Values): FieldSpec[] =>
    format === 'template'
      ? [
          {
            kind: 'text',
            name: 'template',
            label: t('keyPools.template'),
            hint: t('keyPools.templateHint'),
            required: true,
          },
          {
            kind: 'choice',
            name: 'check',
            label: t('keyPools.check'),
            choices: checks.map((each) => [each, t(`keyPools.check.${each}`)]),
          },
        ]
      : [];
  const numberFields = ({ rule }: Values): FieldSpec[] => {
    if (rule === 'per_purchase')
      return [
        {
          kind: 'text',
          name: 'keysPerPurchase',
          label: t('keyPools.keysPerPurchase'),
          numeric: true,
          required: true,
        },
      ];
    if (rule !== 'activations') return [];
    const name = 'activationsPerUnit';
    return [{ kind: 'text', name, label: t('keyPools.activationsPerUnit'), numeric: true, required: true }];
  };
  return (
    <FormDialog
      title={t('keyPools.changeKeys')}
      explain={t('keyPools.changeExplain')}
      fields={fields}
      initial={valuesOf(settings)}
      submit={t('form.save')}
      failed={t('keyPools.notSaved')}
      permission="keys.manage"
      stale={[['key-pools']]}
      send={(values) => call('putSkuKeys', { params: { ...sku }, body: settingsOf(values) })}
      onClose={onClose}
    />
  );
}

const valuesOf = (settings: SkuKeys): Values => ({
  source: settings.source,
  format: settings.format,
  template: settings.template ?? '',
  check: settings.check,
  groups: settings.groups.join('\n'),
  rule: settings.rule,
  keysPerPurchase: String(settings.keysPerPurchase),
  activationsPerUnit: String(settings.activationsPerUnit ?? 1),
});

const settingsOf = (values: Values): SkuKeys => {
  const isTemplate = values.format === 'template';
  const among = <T extends string>(all: readonly [T, ...T[]], text: string | undefined): T =>
    all.find((each) => each === text) ?? all[0];
  const rule = among(rules, values.rule);
  return {
    source: among(sources, values.source),
    format: among(formats, values.format),
    template: isTemplate ? (values.template ?? '').trim() : null,
    check: isTemplate ? among(checks, values.check) : 'none',
    groups: (values.groups ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    rule,
    keysPerPurchase: rule === 'per_purchase' ? Number(values.keysPerPurchase) : 1,
    activationsPerUnit: rule === 'activations' ? Number(values.activationsPerUnit) : null,
  };
};
