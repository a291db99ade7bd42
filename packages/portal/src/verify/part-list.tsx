import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { formatSize } from '../format/size.ts';
import { useReader } from '../ui/reader.ts';
import type { FileKind } from './file-kind.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '4px' },
  part: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    columnGap: '12px',
    alignItems: 'center',
    padding: '6px 0',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  name: { overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3, display: 'block' },
  unknown: { color: tokens.colorPaletteRedForeground1, display: 'block' },
});

export type ChosenPart = { readonly file: File; readonly kind: FileKind | undefined };
type Props = { readonly parts: readonly ChosenPart[]; readonly onRemove: (part: ChosenPart) => void };

/** The files in hand, and what each was recognised as. */
export function PartList({ parts, onRemove }: Props) {
  const styles = useStyles();
  const { t, locale } = useReader();
  if (parts.length === 0) return null;
  return (
    <ul aria-label={t('files.chosen')} className={styles.list}>
      {parts.map((part) => (
        <li key={part.file.name} className={styles.part}>
          <span className={styles.name}>
            <bdi>{part.file.name}</bdi>
            <Text size={200} className={part.kind ? styles.quiet : styles.unknown}>
              {part.kind ? t(`verify.kind.${part.kind}`) : t('verify.kind.unknown')} ·{' '}
              {formatSize(part.file.size, locale)}
            </Text>
          </span>
          <Button
            appearance="subtle"
            icon={<Dismiss20Regular />}
            aria-label={t('verify.remove', { name: part.file.name })}
            onClick={() => onRemove(part)}
          />
        </li>
      ))}
    </ul>
  );
}
