import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import type { SupportNote, SupportRequest } from '../api/types.ts';
import { ExactDate } from '../ui/exact-date.tsx';
import { useReader } from '../ui/reader.ts';
import type { Side } from './words.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '12px' },
  note: {
    display: 'grid',
    rowGap: '4px',
    padding: '10px 14px',
    maxWidth: '80ch',
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderInlineStartWidth: '3px',
  },
  mine: { backgroundColor: tokens.colorNeutralBackground2 },
  support: { borderInlineStartColor: tokens.colorCompoundBrandStroke },
  head: { display: 'flex', flexWrap: 'wrap', columnGap: '8px', rowGap: '2px', alignItems: 'baseline' },
  quiet: { color: tokens.colorNeutralForeground3 },
  text: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', margin: 0 },
});

type Props = { readonly request: SupportRequest; readonly side: Side };

/** What was said, oldest first: the report itself, then both sides in turn. */
export function Conversation({ request, side }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const { author, createdAt, description, refund, notes } = request;
  // A refund may say all that there is to say in its reason.
  const opening = description === '' ? (refund?.reason ?? '') : description;
  if (opening === '' && notes.length === 0) return null;
  return (
    <ol aria-label={t('request.conversation')} className={styles.list}>
      {opening !== '' && (
        <li>
          <Note
            note={{ side: 'partner', kind: 'note', author: author.name, text: opening, at: createdAt }}
            mine={side === 'partner'}
          />
        </li>
      )}
      {notes.map((note) => (
        <li key={note.id}>
          <Note note={note} mine={note.side === side} />
        </li>
      ))}
    </ol>
  );
}

type NoteProps = { readonly note: Omit<SupportNote, 'id'>; readonly mine: boolean };

function Note({ note, mine }: NoteProps) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <article
      className={mergeClasses(styles.note, mine && styles.mine, note.side === 'operator' && styles.support)}
    >
      <div className={styles.head}>
        <Text weight="semibold">
          <bdi>{note.author}</bdi>
        </Text>
        <Text size={200} className={styles.quiet}>
          {t(`note.side.${note.side}`)} · {t(`noteKind.${note.kind}`)} · <ExactDate at={note.at} withTime />
        </Text>
      </div>
      {note.text !== '' && (
        <p className={styles.text} dir="auto">
          {note.text}
        </p>
      )}
    </article>
  );
}
