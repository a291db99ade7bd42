import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { addressOf, type OfLog, readLogKeys } from '../api/activity-queries.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { keysOf, type LogKey } from './keys-of.ts';
import { Section } from './section.tsx';

const useStyles = makeStyles({
  key: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
});

/** The keys of the log and of the installation's, to be kept by whoever verifies. */
export function LogKeys({ log }: { readonly log: OfLog }) {
  const styles = useStyles();
  const { t } = useReader();
  const { data, error, refetch } = useQuery({
    queryKey: ['activity', 'keys', log],
    queryFn: ({ signal }) => readLogKeys(log, signal),
  });
  const columns: Column<LogKey>[] = [
    { key: 'log', title: t('checkpoints.origin'), cell: ({ origin }) => <bdi>{origin}</bdi> },
    {
      key: 'key',
      title: t('checkpoints.key'),
      cell: ({ keyId }) => <span className={styles.key}>{keyId}</span>,
    },
    {
      key: 'state',
      title: t('checkpoints.state'),
      nowrap: true,
      cell: ({ signs }) => (
        <StatusWord tone={signs ? 'good' : 'off'}>
          {t(signs ? 'keySettings.signs' : 'keySettings.verifies')}
        </StatusWord>
      ),
    },
    {
      key: 'copy',
      title: <span className="visually-hidden">{t('copy.copy')}</span>,
      cell: ({ line, keyId, origin }) => (
        <CopyButton text={line} what={t('checkpoints.keyOf', { key: keyId, log: origin })} />
      ),
    },
  ];
  return (
    <Section
      title={t('checkpoints.keys')}
      explain={t('checkpoints.keysExplain')}
      acts={
        data !== undefined && (
          <>
            <CopyButton
              text={data}
              what={t('checkpoints.allKeys')}
              label={t('checkpoints.copyAll')}
              appearance="secondary"
              size="medium"
            />
            <Link
              href={addressOf('getLogKeys', { ...log })}
              download="keys.txt"
              aria-label={t('checkpoints.downloadOf', { what: t('checkpoints.allKeys') })}
            >
              {t('checkpoints.download')}
            </Link>
          </>
        )
      }
    >
      {error ? (
        <ReadFailure error={error} what={t('checkpoints.keysFailed')} onRetry={() => refetch()} />
      ) : data === undefined ? (
        <LoadingLines lines={3} />
      ) : (
        <DataTable
          label={t('checkpoints.keys')}
          columns={columns}
          rows={keysOf(data)}
          rowKey={({ line }) => line}
        />
      )}
    </Section>
  );
}
