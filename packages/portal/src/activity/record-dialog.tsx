import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import type { OfLog } from '../api/activity-queries.ts';
import type { ActivityRecord } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { type Fact, Facts } from '../ui/facts.tsx';
import { useReader } from '../ui/reader.ts';
import { roleName } from '../ui/reason.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { actionWords } from './action-words.ts';
import { ProofBadge } from './proof-badge.tsx';
import { whoWords } from './who-words.ts';

const useStyles = makeStyles({
  code: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    margin: 0,
  },
});

type Props = { readonly record: ActivityRecord; readonly log: OfLog; readonly onClose: () => void };

/** The whole record, old and new values included, as it was written, and whether it is proven. */
export function RecordDialog({ record, log, onClose }: Props) {
  const { t } = useReader();
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{actionWords(record.action, t)}</DialogTitle>
          <DialogContent>
            <Facts facts={[...useFacts(record, log), ...useValues(record)]} />
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function useFacts(record: ActivityRecord, log: OfLog): Fact[] {
  const { t, exact, locale } = useReader();
  const { outcome, at, recordedAt, roles, leafIndex } = record;
  const some = (term: string, fact: string | null) => (fact === null || fact === '' ? [] : [{ term, fact }]);
  return [
    { term: t('proof.title'), fact: <ProofBadge record={record} log={log} /> },
    {
      term: t('log.outcome'),
      fact: (
        <StatusWord tone={outcome === 'refused' ? 'bad' : 'good'}>{t(`log.outcome.${outcome}`)}</StatusWord>
      ),
    },
    { term: t('activity.at'), fact: exact(at) },
    // On an account whose clock was moved the two differ.
    ...(Math.abs(Date.parse(at) - Date.parse(recordedAt)) > 60_000
      ? [{ term: t('log.recordedAt'), fact: exact(recordedAt) }]
      : []),
    { term: t('activity.customer'), fact: record.customerName ?? '–' },
    { term: t('activity.user'), fact: whoWords(record, t) },
    ...some(t('log.roles'), roles.map((role) => roleName(role, t)).join(', ')),
    ...some(t('activity.application'), record.application),
    ...some(t('log.address'), record.address),
    { term: t('activity.resource'), fact: `${record.resourceType} ${record.resourceId}` },
    ...some(t('log.request'), record.requestId),
    { term: t('activity.record'), fact: record.id },
    ...(leafIndex === null ? [] : [{ term: t('log.number'), fact: formatCount(leafIndex, locale) }]),
  ];
}

function useValues({ oldValue, newValue, details }: ActivityRecord): Fact[] {
  const styles = useStyles();
  const { t } = useReader();
  const shown = (value: unknown) => (
    <pre className={styles.code}>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
  );
  return [
    ...(isNothing(oldValue) ? [] : [{ term: t('log.oldValue'), fact: shown(oldValue) }]),
    ...(isNothing(newValue) ? [] : [{ term: t('log.newValue'), fact: shown(newValue) }]),
    ...Object.entries(details).map(([term, value]) => ({ term, fact: shown(value) })),
  ];
}

function isNothing(value: unknown): boolean {
  return (
    value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}
