import { call } from '../api/call.ts';
import { useReader } from '../ui/reader.ts';
import { FormDialog } from './form-dialog.tsx';
import { instantOfMinute, utcMinute } from './form-values.ts';

/** The sets that the server ships; each is explained by its own words. */
const presets = ['default', '2021-06', '2021-10'] as const;

export function PresetForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('policies.preset')}
      explain={t('policies.presetExplain')}
      fields={() => [
        {
          kind: 'choice',
          name: 'name',
          label: t('policies.presetName'),
          choices: presets.map((name) => [name, t(`policies.preset.${name}`)]),
        },
        {
          kind: 'minute',
          name: 'effectiveFrom',
          label: t('form.from'),
          hint: t('form.fromHint'),
          required: true,
        },
      ]}
      initial={{ name: 'default', effectiveFrom: utcMinute() }}
      submit={t('policies.apply')}
      failed={t('policies.notSaved')}
      permission="policies.manage"
      stale={[['policies']]}
      send={({ name = '', effectiveFrom = '' }) =>
        call('applyPolicyPreset', { body: { name, effectiveFrom: instantOfMinute(effectiveFrom) } })
      }
      onClose={onClose}
    />
  );
}
