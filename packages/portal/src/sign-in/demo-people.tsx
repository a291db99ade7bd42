import { Button, Card, makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Installation } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';

export type DemoPerson = Installation['demoPeople'][number];

const useStyles = makeStyles({
  card: { width: '100%', maxWidth: '400px', boxSizing: 'border-box', rowGap: '8px' },
  people: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    maxHeight: '240px',
    overflowY: 'auto',
  },
  person: { justifyContent: 'flex-start', textAlign: 'start', minWidth: 0, width: '100%' },
  email: { color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
  lines: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start' },
});

type Props = {
  readonly people: readonly DemoPerson[];
  readonly onChoose: (person: DemoPerson) => void;
};

/** Only in a demo: people that a newcomer may be, filled into the form with one press. */
export function DemoPeople({ people, onChoose }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <Card className={styles.card}>
      <Text weight="semibold">{t('signIn.demoTitle')}</Text>
      <Text size={200}>{t('signIn.demoExplain')}</Text>
      <ul className={styles.people}>
        {people.map((person) => (
          <li key={`${person.email} ${person.label}`}>
            <Button appearance="subtle" className={styles.person} onClick={() => onChoose(person)}>
              <span className={styles.lines}>
                {person.label}
                <Text size={200} className={styles.email}>
                  {person.email}
                </Text>
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
