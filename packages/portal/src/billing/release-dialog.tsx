import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Text,
} from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { releaseParked } from '../api/billing-queries.ts';
import { isProblem, problemOf } from '../api/problem.ts';
import type { ParkedDocument } from '../api/types.ts';
import { paths } from '../paths.ts';
import { GoLink } from '../ui/go-link.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';
import { parkedReason } from './parked-words.ts';

const useStyles = makeStyles({
  content: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gridAutoRows: 'max-content',
    rowGap: '12px',
  },
});

type Props = {
  readonly runId: string;
  readonly parked: ParkedDocument;
  readonly onDone: (invoiceId: string) => void;
  readonly onClose: () => void;
};

/** A document that is out stays out, so that the operator says it twice. */
export function ReleaseDialog({ runId, parked, onDone, onClose }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t, money } = reader;
  const client = useQueryClient();
  const release = useMutation({
    mutationFn: () => releaseParked(runId, parked.number),
    onSuccess: async ({ invoiceId }) => {
      const nouns = ['billing-runs', 'invoices', 'reconciliations'];
      await Promise.all(nouns.map((noun) => client.invalidateQueries({ queryKey: [noun] })));
      onDone(invoiceId);
    },
  });
  const total = money(parked.total, parked.currency);
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('parked.confirmTitle')}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>{parkedReason(parked, reader)}</Text>
            <Text>{t('parked.confirm', { partner: parked.partnerName, total })}</Text>
            {release.error && <ErrorState error={release.error} what={t('parked.failed')} />}
            <EarlierRun error={release.error} onGo={onClose} />
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('parked.back')}</Button>
            <PermittedButton appearance="primary" busy={release.isPending} onClick={() => release.mutate()}>
              {release.isPending ? t('parked.releasing') : t('parked.release')}
            </PermittedButton>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

/** Months go out in their order: the way to the run whose document has to go first. */
function EarlierRun({ error, onGo }: { readonly error: unknown; readonly onGo: () => void }) {
  const { t } = useReader();
  const { runId } = problemOf(error);
  if (!isProblem(error, 'billing.earlier_parked') || typeof runId !== 'string') return null;
  return (
    <GoLink href={paths.billingRun(runId)} onGo={onGo}>
      {t('parked.toEarlier')}
    </GoLink>
  );
}
