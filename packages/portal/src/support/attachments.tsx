import { Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { attachFile, attachmentFile } from '../api/support-queries.ts';
import type { SupportAttachment, SupportRequest } from '../api/types.ts';
import { formatSize } from '../format/size.ts';
import { ExactDate } from '../ui/exact-date.tsx';
import { useReader } from '../ui/reader.ts';
import { DropZone } from './drop-zone.tsx';
import { acceptedFiles, limitWords, useFileLimits } from './file-limits.ts';
import { FileList } from './file-list.tsx';
import { useFiles } from './use-files.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '8px' },
  name: { overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3, display: 'block' },
  bad: { color: tokens.colorPaletteRedForeground1 },
});

/** Files of both sides; each is saved by the browser, never opened in the portal. */
export function Attachments({ request }: { readonly request: SupportRequest }) {
  const styles = useStyles();
  const { t } = useReader();
  const { attachments, actions } = request;
  return (
    <>
      {attachments.length === 0 ? (
        <Text className={styles.quiet}>{t('files.none')}</Text>
      ) : (
        <ul className={styles.list}>
          {attachments.map((file) => (
            <li key={file.n}>
              <Attachment requestId={request.id} file={file} />
            </li>
          ))}
        </ul>
      )}
      {actions.attach.allowed && <AddFiles request={request} />}
    </>
  );
}

type Props = { readonly requestId: string; readonly file: SupportAttachment };

function Attachment({ requestId, file }: Props) {
  const styles = useStyles();
  const { t, locale } = useReader();
  const { n, fileName, sizeBytes, scan, author, at } = file;
  const open = scan === 'clean' || scan === 'not_scanned';
  return (
    <>
      {open ? (
        <Link href={attachmentFile(requestId, n)} download className={styles.name}>
          <bdi>{fileName}</bdi>
        </Link>
      ) : (
        <span className={styles.name}>
          <bdi>{fileName}</bdi>
        </span>
      )}
      <Text size={200} className={styles.quiet}>
        {formatSize(sizeBytes, locale)} · {author} · <ExactDate at={at} /> ·{' '}
        <span className={scan === 'infected' ? styles.bad : undefined}>{t(`files.scan.${scan}`)}</span>
      </Text>
    </>
  );
}

/** Each file goes on its way as it is chosen; what came through moves to the list above. */
function AddFiles({ request: { id, attachments } }: { readonly request: SupportRequest }) {
  const reader = useReader();
  const client = useQueryClient();
  const limits = useFileLimits();
  const left = {
    ...limits,
    files: Math.max(0, limits.files - attachments.length),
    totalBytes: limits.totalBytes - attachments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
  const files = useFiles(left);
  const send = (file: File, onProgress: (share: number) => void) => attachFile(id, file, onProgress);
  const settle = async () => {
    await client.invalidateQueries({ queryKey: ['support'] });
  };
  return (
    <>
      <DropZone
        accept={acceptedFiles}
        disabled={left.files === 0}
        hint={limitWords(left, reader)}
        onFiles={(chosen) => files.addAndSend(chosen, send, settle)}
      />
      <FileList
        files={files.files.filter((each) => files.states.get(each.id)?.status !== 'done')}
        limits={left}
        states={files.states}
        onRemove={files.remove}
        onRetry={(fileId) => files.sendOne(fileId, send).then(settle)}
      />
    </>
  );
}
