import { makeStyles, Text, Title3, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  section: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '12px', paddingTop: '8px' },
  heading: { margin: 0 },
  explain: { maxWidth: '80ch', color: tokens.colorNeutralForeground2 },
  acts: { display: 'flex', flexWrap: 'wrap', gap: '8px', alignItems: 'center' },
});

type Props = {
  readonly title: string;
  readonly explain?: string;
  readonly acts?: ReactNode;
  readonly children: ReactNode;
};

/** A matter with its name, what it means, and what can be done about it. */
export function Section({ title, explain, acts, children }: Props) {
  const styles = useStyles();
  return (
    <section className={styles.section} aria-label={title}>
      <Title3 as="h2" className={styles.heading}>
        {title}
      </Title3>
      {explain && <Text className={styles.explain}>{explain}</Text>}
      {children}
      {acts && <div className={styles.acts}>{acts}</div>}
    </section>
  );
}
