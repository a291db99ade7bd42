import { makeStyles, mergeClasses, Text, Title3, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { call } from '../api/call.ts';
import { supportRequestQuery } from '../api/support-queries.ts';
import type { SupportRequest } from '../api/types.ts';
import { Page } from '../ui/page.tsx';
import { problemWords } from '../ui/problem-words.ts';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { usePathParam } from '../ui/url-state.ts';
import { Attachments } from './attachments.tsx';
import { Conversation } from './conversation.tsx';
import { DecisionNotice } from './decision-notice.tsx';
import { NoteComposer } from './note-composer.tsx';
import { RequestFacts } from './request-facts.tsx';
import { RequestStatus, TargetWords } from './request-state.tsx';
import type { Side } from './words.ts';

const useStyles = makeStyles({
  state: { display: 'flex', flexWrap: 'wrap', gap: '4px 16px', alignItems: 'baseline' },
  quiet: { color: tokens.colorNeutralForeground2 },
  columns: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(300px, 400px)',
    gridTemplateRows: 'auto 1fr',
    gap: '24px',
    alignItems: 'start',
    '@media (max-width: 1024px)': { gridTemplateColumns: 'minmax(0, 1fr)', gridTemplateRows: 'none' },
  },
  part: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '16px' },
  // The talk stands at the left of both; where there is one column, it stands between them.
  beside: { gridColumn: '2', '@media (max-width: 1024px)': { gridColumn: '1' } },
  main: {
    gridColumn: '1',
    gridRow: '1 / span 2',
    '@media (max-width: 1024px)': { gridRow: 'auto' },
  },
  heading: { margin: 0 },
});

type Props = {
  readonly side: Side;
  readonly listHref: string;
  readonly actions: (request: SupportRequest) => ReactNode;
  readonly above?: (request: SupportRequest) => ReactNode;
  readonly assignee?: (request: SupportRequest) => ReactNode;
};

/** One request, the same for both sides but for what each may do with it. */
export function RequestFrame({ side, listHref, actions, above, assignee }: Props) {
  const { t } = useReader();
  const id = usePathParam('requestId');
  const { data, error, refetch } = useQuery(supportRequestQuery(id));
  return (
    <Page
      title={data ? data.title : t('request.title', { number: '' })}
      crumbs={[{ text: t('support.requests'), href: listHref }]}
      actions={data && actions(data)}
    >
      {error ? (
        <ReadFailure error={error} what={t('request.failed')} onRetry={() => refetch()} />
      ) : data ? (
        <Loaded request={data} side={side} above={above?.(data)} assignee={assignee?.(data)} />
      ) : (
        <LoadingLines lines={8} />
      )}
    </Page>
  );
}

type LoadedProps = {
  readonly request: SupportRequest;
  readonly side: Side;
  readonly above: ReactNode;
  readonly assignee: ReactNode;
};

function Loaded({ request, side, above, assignee }: LoadedProps) {
  const styles = useStyles();
  const { t } = useReader();
  const client = useQueryClient();
  const { id, actions, status } = request;
  const addNote = async (text: string, key: string) => {
    const answer = await call(
      'addSupportNote',
      { params: { id }, body: { text } },
      { headers: { 'idempotency-key': key } },
    );
    client.setQueryData(supportRequestQuery(id).queryKey, answer);
    await client.invalidateQueries({ queryKey: ['support', 'list'] });
  };
  return (
    <>
      <div className={styles.state} aria-live="polite">
        <Text>{t('request.title', { number: request.number })}</Text>
        <RequestStatus status={status} side={side} />
        {status !== 'closed' && (
          <Text className={styles.quiet}>
            <TargetWords request={request} side={side} />
          </Text>
        )}
      </div>
      {above}
      <DecisionNotice request={request} side={side} />
      <div className={styles.columns}>
        <div className={styles.beside}>
          <RequestFacts request={request} side={side} assignee={assignee} />
        </div>
        <section aria-label={t('request.conversation')} className={mergeClasses(styles.part, styles.main)}>
          <Title3 as="h2" className={styles.heading}>
            {t('request.conversation')}
          </Title3>
          <Conversation request={request} side={side} />
          {actions.addNote.allowed ? (
            <NoteComposer
              label={t(side === 'operator' ? 'note.operatorTitle' : 'note.title')}
              hint={status === 'closed' && side === 'partner' ? t('note.reopens') : t('note.mailHint')}
              onSend={addNote}
            />
          ) : (
            <Text className={styles.quiet}>{codeWords(actions.addNote.code, t)}</Text>
          )}
        </section>
        <section aria-label={t('files.title')} className={mergeClasses(styles.part, styles.beside)}>
          <Title3 as="h2" className={styles.heading}>
            {t('files.title')}
          </Title3>
          <Attachments request={request} />
        </section>
      </div>
    </>
  );
}

/** Why the server does not allow it, in the words of the problem that trying it would be. */
export function codeWords(code: string, t: ReturnType<typeof useReader>['t']): string {
  return problemWords(
    { code, type: '', title: '', status: 0, detail: t('reason.notAllowed'), requestId: '' },
    t,
  );
}
