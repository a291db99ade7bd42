import { makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';

const useStyles = makeStyles({
  card: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    rowGap: '8px',
    padding: '14px 16px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  title: { margin: 0 },
});

type Props = {
  readonly title: string;
  /** On a page a card stands right below its title. */
  readonly heading?: 'h2' | 'h3';
  readonly children: ReactNode;
};

export function PanelCard({ title, heading = 'h3', children }: Props) {
  const styles = useStyles();
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.card}>
      <Subtitle2 as={heading} id={id} className={styles.title}>
        {title}
      </Subtitle2>
      {children}
    </section>
  );
}
