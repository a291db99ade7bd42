import { MessageBar, MessageBarBody, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { mailsQuery } from '../api/notice-queries.ts';
import type { Mail } from '../api/types.ts';
import { FilterChoice } from '../support/filter-choice.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord, type Tone } from '../ui/status-word.tsx';
import { oneOf, useUrlSearch } from '../ui/url-state.ts';

const useStyles = makeStyles({
  filter: { display: 'flex', flexWrap: 'wrap', gap: '12px 24px', alignItems: 'end' },
  stack: { display: 'grid', rowGap: '2px' },
  quiet: { color: tokens.colorNeutralForeground3, textAlign: 'inherit' },
});

const statuses = ['waiting', 'sent', 'failed'] as const;
const tones: Readonly<Record<Mail['status'], Tone>> = { waiting: 'waiting', sent: 'good', failed: 'bad' };

/** What left this installation by mail, and what did not. */
export function MailsPage() {
  const styles = useStyles();
  const { t } = useReader();
  const [search] = useUrlSearch();
  const status = oneOf(search.status, statuses) ?? 'waiting';
  const mails = useQuery(mailsQuery({ status, cursor: search.cursor }));
  return (
    <Page title={t('mails.title')}>
      {mails.data && !mails.data.sendsMail && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('mails.noServer')}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.filter}>
        <FilterChoice
          name="status"
          label={t('mails.status')}
          none={t('mailStatus.waiting')}
          choices={[
            ['sent', t('mailStatus.sent')],
            ['failed', t('mailStatus.failed')],
          ]}
        />
        {mails.data && (
          <Text>{t('mails.counts', { waiting: mails.data.waiting, failed: mails.data.failed })}</Text>
        )}
      </div>
      {mails.error ? (
        <ReadFailure error={mails.error} what={t('mails.notLoaded')} onRetry={() => mails.refetch()} />
      ) : !mails.data ? (
        <LoadingLines lines={8} />
      ) : mails.data.items.length === 0 ? (
        <EmptyState text={t(`mails.empty.${status}`)} />
      ) : (
        <>
          <MailTable mails={mails.data.items} busy={mails.isPlaceholderData} />
          <Pager next={mails.data.next} />
        </>
      )}
    </Page>
  );
}

function MailTable({ mails, busy }: { readonly mails: readonly Mail[]; readonly busy: boolean }) {
  const styles = useStyles();
  const { t, instant } = useReader();
  const client = useQueryClient();
  const retrying = useMutation({
    mutationFn: (mailId: string) => call('retryMail', { params: { mailId } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['mails'] }),
  });
  const columns: Column<Mail>[] = [
    {
      key: 'to',
      title: t('mails.to'),
      cell: ({ to, partnerName }) => (
        <span className={styles.stack}>
          <bdi>{to}</bdi>
          <Text size={200} className={styles.quiet}>
            {partnerName}
          </Text>
        </span>
      ),
    },
    { key: 'subject', title: t('mails.subject'), cell: ({ subject }) => <bdi>{subject}</bdi> },
    {
      key: 'created',
      title: t('mails.created'),
      nowrap: true,
      cell: ({ createdAt }) => <ExactDate at={createdAt} withTime />,
    },
    {
      key: 'status',
      title: t('mails.status'),
      cell: ({ status, attempts, failure, nextAttemptAt }) => (
        <span className={styles.stack}>
          <StatusWord tone={tones[status]}>{t(`mailStatus.${status}`)}</StatusWord>
          {attempts > 0 && status !== 'sent' && (
            <Text size={200}>{t('mails.attempts', { count: attempts })}</Text>
          )}
          {failure !== '' && (
            <Text size={200} className={styles.quiet}>
              {failure}
            </Text>
          )}
          {nextAttemptAt && attempts > 0 && (
            <Text size={200}>{t('mails.next', { at: instant(nextAttemptAt) })}</Text>
          )}
        </span>
      ),
    },
    {
      key: 'acts',
      title: <span className="visually-hidden">{t('mails.acts')}</span>,
      cell: ({ id, to, canRetry, status }) =>
        status === 'failed' && (
          <PermittedButton
            size="small"
            aria-label={t('mails.retryTo', { to })}
            busy={retrying.isPending}
            reason={canRetry ? undefined : t('mails.emptied')}
            onClick={() => retrying.mutate(id)}
          >
            {t('mails.retry')}
          </PermittedButton>
        ),
    },
  ];
  return (
    <>
      {retrying.error && <ErrorState error={retrying.error} what={t('mails.notRetried')} />}
      <DataTable
        label={t('mails.title')}
        columns={columns}
        rows={mails}
        rowKey={({ id }) => id}
        busy={busy}
      />
    </>
  );
}
