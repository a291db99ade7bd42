import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';

export type Tone = 'good' | 'waiting' | 'off' | 'bad';

const useStyles = makeStyles({
  word: { display: 'inline-flex', alignItems: 'baseline', columnGap: '6px' },
  dot: {
    width: '8px',
    height: '8px',
    borderRadius: '50%',
    border: '2px solid currentColor',
    boxSizing: 'border-box',
    flexShrink: 0,
  },
  good: { color: tokens.colorPaletteGreenForeground1, backgroundColor: tokens.colorPaletteGreenForeground1 },
  waiting: { color: tokens.colorPaletteDarkOrangeForeground1 },
  off: { color: tokens.colorNeutralForeground3 },
  bad: { color: tokens.colorPaletteRedForeground1, backgroundColor: tokens.colorPaletteRedForeground1 },
});

/** A status is a word; the dot only helps the eye (filled: live, ring: not). */
export function StatusWord({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  const styles = useStyles();
  return (
    <span className={styles.word}>
      <span aria-hidden className={mergeClasses(styles.dot, styles[tone])} />
      {children}
    </span>
  );
}
