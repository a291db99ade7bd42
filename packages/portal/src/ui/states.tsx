import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Skeleton,
  SkeletonItem,
  Text,
  tokens,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { isForbidden, problemOf, rolesOf } from '../api/problem.ts';
import { CopyButton } from './copy-button.tsx';
import { problemWords } from './problem-words.ts';
import { useReader } from './reader.ts';
import { reasonFor, roleReason } from './reason.ts';

const useStyles = makeStyles({
  empty: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    rowGap: '12px',
    padding: '32px 0',
    color: tokens.colorNeutralForeground2,
    maxWidth: '60ch',
  },
  skeleton: { display: 'flex', flexDirection: 'column' },
  line: { padding: '12px 0', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  request: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: '8px',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
  },
});

/** One sentence about what would be here, and the act that fills it. */
export function EmptyState({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.empty}>
      <Text>{text}</Text>
      {children}
    </div>
  );
}

/** Lines of the height of what is coming, so that nothing jumps when it arrives. */
export function LoadingLines({
  lines = 6,
  height = 20,
}: {
  readonly lines?: number;
  readonly height?: number;
}) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <Skeleton aria-label={t('state.loading')} className={styles.skeleton}>
      {Array.from({ length: lines }, (_, line) => line).map((line) => (
        <div key={line} className={styles.line}>
          <SkeletonItem style={{ height }} />
        </div>
      ))}
    </Skeleton>
  );
}

type ErrorProps = { readonly error: unknown; readonly what: string; readonly onRetry?: () => void };

/** What failed, why, how to try again, and the number to quote when asking for help. */
export function ErrorState({ error, what, onRetry }: ErrorProps) {
  const styles = useStyles();
  const { t } = useReader();
  const problem = problemOf(error);
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{what}</MessageBarTitle>
        {problemWords(problem, t)}
        {problem.requestId !== '' && (
          <span className={styles.request}>
            {t('state.requestId', { id: problem.requestId })}
            <CopyButton text={problem.requestId} what={t('state.requestIdName')} />
          </span>
        )}
      </MessageBarBody>
      {onRetry && (
        <MessageBarActions>
          <Button size="small" onClick={onRetry}>
            {t('state.retry')}
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

/** The page is there, this person may not see it: what is needed and who can grant it. */
export function ForbiddenState({ error, text }: { readonly error?: unknown; readonly text?: string }) {
  const reader = useReader();
  const problem = problemOf(error);
  const reason =
    problem.code === 'role_required'
      ? roleReason(rolesOf(problem), reader)
      : reasonFor({ code: problem.code }, reader);
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{reader.t('state.forbidden')}</MessageBarTitle>
        {text ?? reason}
      </MessageBarBody>
    </MessageBar>
  );
}

/** The one way a failed read is shown: what is forbidden is explained, what broke can be tried again. */
export function ReadFailure(props: ErrorProps) {
  return isForbidden(props.error) ? <ForbiddenState error={props.error} /> : <ErrorState {...props} />;
}
