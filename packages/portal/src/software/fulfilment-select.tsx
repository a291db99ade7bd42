import { Field, makeStyles, Select } from '@fluentui/react-components';
import type { Fulfilment } from '../api/types.ts';
import { languageName } from '../format/names.ts';
import { useReader } from '../ui/reader.ts';
import { answers, type Question, withAnswer } from './choose-fulfilment.ts';

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(130px, 1fr))',
    gap: '12px',
  },
});

type Props = {
  readonly fulfilments: readonly Fulfilment[];
  readonly chosen: Fulfilment;
  readonly onChoose: (fulfilment: Fulfilment) => void;
};

export function FulfilmentSelect({ fulfilments, chosen, onChoose }: Props) {
  const styles = useStyles();
  const { t, locale } = useReader();
  const questions = [
    { question: 'version', label: t('software.version'), name: (value: string) => value },
    {
      question: 'language',
      label: t('software.language'),
      name: (value: string) => languageName(value, locale),
    },
    {
      question: 'bitness',
      label: t('software.bit'),
      name: (value: string) => bitName(value, t('software.bitOf')),
    },
  ] as const satisfies readonly { question: Question; label: string; name: (value: string) => string }[];
  return (
    <div className={styles.row}>
      {questions.map(({ question, label, name }) => (
        <Field key={question} label={label}>
          <Select
            value={chosen[question]}
            onChange={(_, { value }) => onChoose(withAnswer(fulfilments, chosen, question, value))}
          >
            {answers(fulfilments, chosen, question).map((answer) => (
              <option key={answer} value={answer}>
                {name(answer)}
              </option>
            ))}
          </Select>
        </Field>
      ))}
    </div>
  );
}

function bitName(bitness: string, unit: string): string {
  return bitness === 'arm64' ? 'ARM64' : `${bitness} ${unit}`;
}
