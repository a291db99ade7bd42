import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { attachFile, reportProblem } from '../api/support-queries.ts';
import type { SupportRequest } from '../api/types.ts';
import { fieldErrorsOf } from '../operator/form-values.ts';
import { paths } from '../paths.ts';
import { GoLink, useFollow } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ErrorState } from '../ui/states.tsx';
import type { FileLimits } from './chosen-files.ts';
import { bodyOf, isComplete, isRefund } from './draft.ts';
import { DropZone } from './drop-zone.tsx';
import { acceptedFiles, limitWords, useFileLimits } from './file-limits.ts';
import { FileList } from './file-list.tsx';
import { Contact, Details, Section } from './report-form.tsx';
import { useDraft } from './use-draft.ts';
import { type Files, useFiles } from './use-files.ts';

const useStyles = makeStyles({
  form: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    rowGap: '28px',
    maxWidth: '760px',
  },
});

/** What is wrong, whom to ask, and what shows it; opened from a refused cancel, all that is known stands there. */
export function ReportPage() {
  const styles = useStyles();
  const { t } = useReader();
  const permit = usePermit();
  const form = useDraft();
  const limits = useFileLimits();
  const files = useFiles(limits);
  const report = useReport(files);
  const { draft } = form;
  const errors = fieldErrorsOf(report.failure);
  const reason =
    isRefund(draft) && !permit('support.request_refund')
      ? t('report.refundNeeds')
      : files.faulty
        ? t('report.badFiles')
        : isComplete(draft)
          ? undefined
          : t('form.incomplete');
  const submit = () => {
    if (reason === undefined && !report.busy) report.send(bodyOf(draft));
  };
  return (
    <Page
      title={t('support.title')}
      width="form"
      crumbs={[{ text: t('support.requests'), href: paths.supportRequests() }]}
    >
      {report.made ? (
        <FilesOnTheirWay
          made={report.made}
          files={files}
          limits={limits}
          busy={report.busy}
          onRetry={report.retry}
        />
      ) : (
        <form
          className={styles.form}
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            submit();
          }}
        >
          <Details form={form} errors={errors} />
          <Contact form={form} errors={errors} />
          <Section title={t('files.optional')}>
            <FilesField files={files} limits={limits} />
          </Section>
          {report.failure !== undefined && (
            <ErrorState error={report.failure} what={t('report.notSubmitted')} />
          )}
          <span>
            <PermittedButton appearance="primary" busy={report.busy} reason={reason} onClick={submit}>
              {report.busy ? t('report.submitting') : t('report.submit')}
            </PermittedButton>
          </span>
        </form>
      )}
    </Page>
  );
}

type FilesProps = { readonly files: Files; readonly limits: FileLimits };

function FilesField({ files, limits }: FilesProps) {
  const reader = useReader();
  return (
    <>
      <DropZone accept={acceptedFiles} hint={limitWords(limits, reader)} onFiles={files.add} />
      <FileList files={files.files} limits={limits} states={files.states} onRemove={files.remove} />
    </>
  );
}

type OnTheirWay = FilesProps & {
  readonly made: SupportRequest;
  readonly busy: boolean;
  readonly onRetry: (id: string) => void;
};

/** The request has its number already; its files follow, and one that does not come through costs nothing else. */
function FilesOnTheirWay({ made, files, limits, busy, onRetry }: OnTheirWay) {
  const styles = useStyles();
  const { t } = useReader();
  const { number, id } = made;
  return (
    <div className={styles.form}>
      <MessageBar intent={busy ? 'info' : 'warning'} layout="multiline" role="status">
        <MessageBarBody>
          <MessageBarTitle>
            {t(busy ? 'report.sendingFiles' : 'report.filesFailed', { number })}
          </MessageBarTitle>
          {!busy && t('report.filesFailedExplain')}
        </MessageBarBody>
      </MessageBar>
      <FileList
        files={files.files}
        limits={limits}
        states={files.states}
        onRemove={files.remove}
        {...(busy ? {} : { onRetry })}
      />
      {!busy && <GoLink href={paths.supportRequest(id, { reported: 'yes' })}>{t('report.goOn')}</GoLink>}
    </div>
  );
}

type Body = Parameters<typeof reportProblem>[0];

/** The request first, then its files; the same form sent again after a broken connection is the same request. */
function useReport(files: Files) {
  const client = useQueryClient();
  const follow = useFollow();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [made, setMade] = useState<SupportRequest>();
  const [sent, setSent] = useState<{ readonly text: string; readonly key: string }>();
  const arrive = async (id: string) => {
    await client.invalidateQueries({ queryKey: ['support'] });
    follow(paths.supportRequest(id, { reported: 'yes' }));
  };
  const send = async (body: Body) => {
    const text = JSON.stringify(body);
    const key = sent?.text === text ? sent.key : crypto.randomUUID();
    setSent({ text, key });
    setBusy(true);
    setFailure(undefined);
    try {
      const request = await reportProblem(body, key);
      if (files.files.length > 0) setMade(request);
      const all = await files.sendAll((file, onProgress) => attachFile(request.id, file, onProgress));
      if (all) await arrive(request.id);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const retry = async (id: string) => {
    if (!made) return;
    const others = files.files.filter((each) => each.id !== id);
    const done = await files.sendOne(id, (file, onProgress) => attachFile(made.id, file, onProgress));
    if (done && others.every((each) => files.states.get(each.id)?.status === 'done')) await arrive(made.id);
  };
  return { busy, failure, made, send, retry };
}
