import { Button, Field, makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { problemOf } from '../api/problem.ts';
import { formatSize } from '../format/size.ts';
import { problemWords } from '../ui/problem-words.ts';
import { type Translate, useReader } from '../ui/reader.ts';
import { type ChosenFile, type FileFault, type FileLimits, faultsOf } from './chosen-files.ts';
import { formatLimit } from './file-limits.ts';
import type { FileState } from './use-files.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '4px' },
  file: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    columnGap: '12px',
    alignItems: 'center',
    padding: '6px 0',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  name: { overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3 },
  state: { gridColumn: '1 / -1' },
});

type Props = {
  readonly files: readonly ChosenFile[];
  readonly limits: FileLimits;
  readonly states: ReadonlyMap<string, FileState>;
  readonly onRemove: (id: string) => void;
  /** Sends one again that failed. */
  readonly onRetry?: (id: string) => void;
};

/** What goes with the request: each file's name, size, how far it is, and what is wrong with it. */
export function FileList({ files, limits, states, onRemove, onRetry }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const faults = faultsOf(
    files.map(({ file }) => file),
    limits,
  );
  if (files.length === 0) return null;
  return (
    <ul aria-label={t('files.chosen')} className={styles.list}>
      {files.map((chosen, index) => (
        <li key={chosen.id} className={styles.file}>
          <FileRow
            chosen={chosen}
            fault={faults[index]}
            state={states.get(chosen.id)}
            limits={limits}
            onRemove={onRemove}
            onRetry={onRetry}
          />
        </li>
      ))}
    </ul>
  );
}

type RowProps = Pick<Props, 'limits' | 'onRemove'> & {
  readonly chosen: ChosenFile;
  readonly fault: FileFault | undefined;
  readonly state: FileState | undefined;
  readonly onRetry: ((id: string) => void) | undefined;
};

function FileRow({ chosen: { id, file }, fault, state, limits, onRemove, onRetry }: RowProps) {
  const styles = useStyles();
  const { t, locale } = useReader();
  const waits = state === undefined || state.status === 'failed';
  return (
    <>
      <span className={styles.name}>
        {/* A name from anywhere may turn the direction of the text around it. */}
        <bdi>{file.name}</bdi>{' '}
        <Text size={200} className={styles.quiet}>
          {formatSize(file.size, locale)}
          {state?.status === 'done' && ` · ${t('files.done')}`}
        </Text>
      </span>
      <span>
        {state?.status === 'failed' && onRetry && (
          <Button
            size="small"
            aria-label={t('files.retryOf', { name: file.name })}
            onClick={() => onRetry(id)}
          >
            {t('state.retry')}
          </Button>
        )}
        {waits && (
          <Button
            size="small"
            appearance="subtle"
            icon={<Dismiss20Regular />}
            aria-label={t('files.removeOf', { name: file.name })}
            onClick={() => onRemove(id)}
          />
        )}
      </span>
      {state?.status === 'sending' && <Sending name={file.name} share={state.share} />}
      {state?.status === 'failed' && <Wrong text={refusalWords(state.error, t)} />}
      {state === undefined && fault !== undefined && (
        <Wrong
          text={t(`files.fault.${fault}`, {
            size: formatLimit(limits.fileBytes, locale),
            total: formatLimit(limits.totalBytes, locale),
            count: limits.files,
          })}
        />
      )}
    </>
  );
}

function Sending({ name, share }: { readonly name: string; readonly share: number }) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <Field
      className={styles.state}
      validationState="none"
      validationMessage={share < 1 ? t('upload.sending') : t('upload.checking')}
    >
      <ProgressBar aria-label={t('files.progressOf', { name })} {...(share < 1 ? { value: share } : {})} />
    </Field>
  );
}

function Wrong({ text }: { readonly text: string }) {
  const styles = useStyles();
  return (
    <Field
      className={styles.state}
      validationState="error"
      validationMessage={{ children: text, role: 'alert' }}
    />
  );
}

/** Where the server names the endings that it takes, they are said too. */
function refusalWords(error: unknown, t: Translate): string {
  const problem = problemOf(error);
  const { accepted } = problem;
  const words = problemWords(problem, t);
  return Array.isArray(accepted) ? `${words} (${accepted.join(', ')})` : words;
}
