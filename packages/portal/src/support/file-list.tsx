import { Button, Field, makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { problemOf } from '../api/problem.ts';
import { formatSize } from '../format/size.ts';
import { problemWords } from '../ui/problem-words.ts';
import { type Translate, useReader } from '../ui/reader.ts';
import { type ChosenFile, type FileLimits, faultsOf } from './chosen-files.ts';
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
  const { t, locale } = useReader();
  const faults = faultsOf(
    files.map(({ file }) => file),
    limits,
  );
  if (files.length === 0) return null;
  return (
    <ul aria-label={t('files.chosen')} className={styles.list}>
      {files.map(({ id, file }, index) => {
        const state = states.get(id);
        const fault = faults[index];
        return (
          <li key={id} className={styles.file}>
            <span className={styles.name}>
              {/* A name from anywhere may turn the direction of the text around it. */}
              <bdi>{file.name}</bdi>{' '}
              <Text size={200} className={styles.quiet}>
                {formatSize(file.size, locale)}
                {state?.status === 'done' && ` · ${t('files.done')}`}
              </Text>
            </span>
            {state === undefined || state.status === 'failed' ? (
              <span>
                {state?.status === 'failed' && onRetry && (
                  <Button
                    size="small"
                    aria-label={t('files.retryOf', { name: file.name })}
                    onClick={() => onRetry(id)}
                  >
                    {t('state.retry')}
                  </Button>
                )}{' '}
                <Button
                  size="small"
                  appearance="subtle"
                  icon={<Dismiss20Regular />}
                  aria-label={t('files.removeOf', { name: file.name })}
                  onClick={() => onRemove(id)}
                />
              </span>
            ) : (
              <span />
            )}
            {state?.status === 'sending' && (
              <Field
                className={styles.state}
                validationState="none"
                validationMessage={state.share < 1 ? t('upload.sending') : t('upload.checking')}
              >
                <ProgressBar
                  aria-label={t('files.progressOf', { name: file.name })}
                  {...(state.share < 1 ? { value: state.share } : {})}
                />
              </Field>
            )}
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
          </li>
        );
      })}
    </ul>
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
