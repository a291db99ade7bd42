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
import type { ActivityRecord } from '../api/types.ts';
import { Facts } from '../ui/facts.tsx';
import { useReader } from '../ui/reader.ts';
import { actionWords } from './action-words.ts';

const useStyles = makeStyles({
  code: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    margin: 0,
  },
});

type Props = { readonly record: ActivityRecord; readonly onClose: () => void };

/** The whole record, old and new values included, as it was written. */
export function RecordDialog({ record, onClose }: Props) {
  const styles = useStyles();
  const { t, exact } = useReader();
  const facts = [
    { term: t('activity.at'), fact: exact(record.at) },
    { term: t('activity.customer'), fact: record.customerName ?? '–' },
    { term: t('activity.user'), fact: record.user ?? '–' },
    ...(record.application ? [{ term: t('activity.application'), fact: record.application }] : []),
    { term: t('activity.resource'), fact: `${record.resourceType} ${record.resourceId}` },
    { term: t('activity.record'), fact: record.id },
    ...Object.entries(record.details).map(([term, value]) => ({
      term,
      fact: (
        <pre className={styles.code}>
          {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
        </pre>
      ),
    })),
  ];
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{actionWords(record.action, t)}</DialogTitle>
          <DialogContent>
            <Facts facts={facts} />
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
