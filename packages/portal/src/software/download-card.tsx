import { Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SoftwareActs } from '../api/software-queries.ts';
import type { Download, Fulfilment, SoftwareItem } from '../api/types.ts';
import { formatSize } from '../format/size.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { reasonFor } from '../ui/reason.ts';
import { ErrorState } from '../ui/states.tsx';
import { defaultLifetime, LinkLifetime } from './link-lifetime.tsx';
import { PanelCard } from './panel-card.tsx';
import type { AskFirst } from './risk-notice.tsx';

const useStyles = makeStyles({
  file: { overflowWrap: 'anywhere' },
  sum: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '8px', minWidth: 0 },
  hash: {
    fontFamily: tokens.fontFamilyMonospace,
    overflowWrap: 'anywhere',
    fontSize: tokens.fontSizeBase200,
  },
  acts: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
});

type Props = {
  readonly item: SoftwareItem;
  readonly fulfilment: Fulfilment;
  readonly acts: SoftwareActs;
  readonly askFirst: AskFirst;
};
type Done = { readonly kind: 'download' | 'link'; readonly answer: Download };

/** The browser itself fetches the file, so that gigabytes need no memory and a broken transfer resumes. */
export function DownloadCard({ item, fulfilment, acts, askFirst }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t, locale } = reader;
  const client = useQueryClient();
  const [busy, setBusy] = useState<Done['kind']>();
  const [done, setDone] = useState<Done>();
  const [lifetime, setLifetime] = useState<number>(defaultLifetime);
  const [failure, setFailure] = useState<unknown>();
  const { download } = item.actions;
  const reason = download.allowed ? undefined : reasonFor(download, reader);
  const run = async (kind: Done['kind']) => {
    setBusy(kind);
    setFailure(undefined);
    try {
      const { version, language, bitness } = fulfilment;
      const choice = { version, language, bitness };
      const answer = await (kind === 'link'
        ? acts.createLink(item, choice, lifetime)
        : acts.startDownload(item, choice));
      if (kind === 'download') beginDownload(answer);
      else await navigator.clipboard?.writeText(answer.url).catch(() => undefined); // the field below has it too
      setDone({ kind, answer });
      client.invalidateQueries({ queryKey: ['software'] });
      client.invalidateQueries({ queryKey: ['activity'] });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <PanelCard title={t('download.title')}>
      <Text className={styles.file}>
        {fulfilment.fileName} · {formatSize(fulfilment.sizeBytes, locale)}
      </Text>
      {fulfilment.sha256 !== '' && (
        <div className={styles.sum}>
          <Text size={200}>SHA-256</Text>
          <code className={styles.hash}>{fulfilment.sha256}</code>
          <CopyButton text={fulfilment.sha256} what="SHA-256" />
        </div>
      )}
      {reason && <Text size={200}>{reason}</Text>}
      {failure !== undefined && <ErrorState error={failure} what={t('download.failed')} />}
      <div className={styles.acts}>
        <PermittedButton
          appearance="primary"
          reason={reason}
          busy={busy === 'download'}
          onClick={() => askFirst(() => run('download'))}
        >
          {t('download.download')}
        </PermittedButton>
        <PermittedButton reason={reason} busy={busy === 'link'} onClick={() => askFirst(() => run('link'))}>
          {t('download.copyLink')}
        </PermittedButton>
        <LinkLifetime seconds={lifetime} onChange={setLifetime} />
      </div>
      <div role="status">{done && <DoneText done={done} />}</div>
    </PanelCard>
  );
}

function DoneText({ done: { kind, answer } }: { readonly done: Done }) {
  const styles = useStyles();
  const { t, instant, locale } = useReader();
  if (kind === 'download') {
    const size = formatSize(answer.sizeBytes, locale);
    return <Text>{t('download.begun', { file: answer.fileName, size })}</Text>;
  }
  return (
    <>
      <Text>{t('download.linkCopied', { until: instant(answer.expiresAt) })}</Text>
      <div className={styles.sum}>
        <Input
          readOnly
          aria-label={t('download.link')}
          value={answer.url}
          style={{ flexGrow: 1, minWidth: 0 }}
        />
        <CopyButton text={answer.url} what={t('download.link')} />
      </div>
    </>
  );
}

function beginDownload({ url, fileName }: Download): void {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = fileName;
  anchor.rel = 'noreferrer';
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
}
