import { Field, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { type Impact, impacts, responseHours } from '@kontor/domain/support/impact';
import { useReader } from '../ui/reader.ts';
import { oneOf } from '../ui/url-state.ts';

type Props = { readonly value: Impact; readonly onChange: (impact: Impact) => void };

/** How badly it hurts: what each word means, and how soon it is answered. */
export function ImpactChoice({ value, onChange }: Props) {
  const { t } = useReader();
  return (
    <Field label={t('support.impact')} required>
      <RadioGroup value={value} onChange={(_, data) => onChange(oneOf(data.value, impacts) ?? value)}>
        {impacts.map((impact) => (
          <Radio
            key={impact}
            value={impact}
            label={
              <>
                {t(`impact.${impact}`)}
                <br />
                <Text size={200} style={{ color: tokens.colorNeutralForeground3 }}>
                  {t(`impact.${impact}.means`)} {t('impact.within', { hours: responseHours[impact] })}
                </Text>
              </>
            }
          />
        ))}
      </RadioGroup>
    </Field>
  );
}
