import {
  MessageBar,
  MessageBarBody,
  makeStyles,
  ProgressBar,
  Text,
  Title3,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { billingRunQuery } from '../api/billing-queries.ts';
import type { Answer } from '../api/types.ts';
import { formatMonth } from '../format/dates.ts';
import { formatCount } from '../format/size.ts';
import { paths } from '../paths.ts';
import { ExactDate } from '../ui/exact-date.tsx';
import { Facts } from '../ui/facts.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { usePathParam } from '../ui/url-state.ts';
import { ParkedTable } from './parked-table.tsx';
import { ReleaseDialog } from './release-dialog.tsx';
import { RunScope, RunStatus } from './run-status.tsx';

type Run = Answer<'getBillingRun'>;
type Parked = Run['parkedDocuments'][number];

const useStyles = makeStyles({
  heading: { margin: '8px 0 0' },
  working: { display: 'grid', rowGap: '8px', maxWidth: '640px' },
});

export function RunPage() {
  const { t, locale } = useReader();
  const runId = usePathParam('runId');
  const run = useQuery(billingRunQuery(runId));
  const month = run.data ? formatMonth(run.data.period, locale, '') : '…';
  const trail = [{ text: t('nav.billing'), href: paths.billingRuns() }];
  return (
    <Page title={t('run.title', { month })} crumbs={trail}>
      {run.error ? (
        <ReadFailure error={run.error} what={t('run.failed')} onRetry={() => run.refetch()} />
      ) : run.data ? (
        <RunDetail run={run.data} />
      ) : (
        <LoadingLines lines={8} />
      )}
    </Page>
  );
}

function RunDetail({ run }: { readonly run: Run }) {
  const styles = useStyles();
  const { t, locale } = useReader();
  const [asked, setAsked] = useState<Parked>();
  const [released, setReleased] = useState<Released>();
  const done = (invoiceId: string) => {
    if (asked) setReleased({ invoiceId, partnerId: asked.partnerId });
    setAsked(undefined);
  };
  return (
    <>
      {run.status === 'running' && (
        <div className={styles.working} role="status">
          <ProgressBar aria-label={t('runStatus.running')} />
          <Text>{t('run.working', { invoices: formatCount(run.invoices, locale) })}</Text>
        </div>
      )}
      <RunFacts run={run} />
      {run.status === 'failed' && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('run.stopped')}</MessageBarBody>
        </MessageBar>
      )}
      {run.status === 'completed' && run.invoices + run.parkedDocuments.length === 0 && (
        <EmptyState text={t('run.nothing')} />
      )}
      {released && <ReleasedBar {...released} />}
      <Title3 as="h2" className={styles.heading}>
        {t('run.parked')}
      </Title3>
      {run.parkedDocuments.length === 0 ? (
        <Text>{t('run.noneParked')}</Text>
      ) : (
        <>
          <Text>{t('run.parkedExplain')}</Text>
          <ParkedTable documents={run.parkedDocuments} onRelease={setAsked} />
        </>
      )}
      {asked && (
        <ReleaseDialog runId={run.id} parked={asked} onDone={done} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

function RunFacts({ run }: { readonly run: Run }) {
  const { t, locale, date } = useReader();
  const facts = [
    { term: t('runs.scope'), fact: <RunScope run={run} /> },
    { term: t('runs.status'), fact: <RunStatus status={run.status} /> },
    { term: t('invoice.issued'), fact: date(run.invoiceDate) },
    { term: t('runs.invoices'), fact: formatCount(run.invoices, locale) },
    { term: t('invoices.lines'), fact: formatCount(run.lines, locale) },
    { term: t('runs.parked'), fact: formatCount(run.parked, locale) },
    { term: t('runs.started'), fact: <ExactDate at={run.startedAt} withTime /> },
    ...(run.finishedAt
      ? [{ term: t('runs.finished'), fact: <ExactDate at={run.finishedAt} withTime /> }]
      : []),
  ];
  return <Facts facts={facts} />;
}

type Released = { readonly invoiceId: string; readonly partnerId: string };

function ReleasedBar({ invoiceId, partnerId }: Released) {
  const { t } = useReader();
  return (
    <MessageBar intent="success" layout="multiline" role="status">
      <MessageBarBody>
        {t('parked.done')} <GoLink href={paths.partnerInvoice(partnerId, invoiceId)}>{invoiceId}</GoLink>
      </MessageBarBody>
    </MessageBar>
  );
}
