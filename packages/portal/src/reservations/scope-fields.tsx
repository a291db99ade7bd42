import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import type { Reservation } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';

type Scope = Reservation['scope'];
const scopes = ['shared', 'single'] as const satisfies readonly Scope[];

type Props = { readonly scope: Scope; readonly onChoose: (scope: Scope) => void };

export function ScopeFields({ scope, onChoose }: Props) {
  const { t } = useReader();
  return (
    <Field label={t('reservations.scope')} hint={t(`reservation.scope.${scope}Explain`)}>
      <RadioGroup
        layout="horizontal"
        value={scope}
        onChange={(_, { value }) => onChoose(scopes.find((each) => each === value) ?? scope)}
      >
        {scopes.map((each) => (
          <Radio key={each} value={each} label={t(`reservation.scope.${each}`)} />
        ))}
      </RadioGroup>
    </Field>
  );
}
