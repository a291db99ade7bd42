import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
} from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type BillAsk, previewBilling, startBilling } from '../api/billing-queries.ts';
import { paths } from '../paths.ts';
import { useFollow } from '../ui/go-link.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { ErrorState, LoadingLines } from '../ui/states.tsx';
import { BillPreview } from './bill-preview.tsx';
import { MonthSelect } from './month-select.tsx';
import { addMonths, lastClosedMonth, type Month, monthsBackFrom, runningMonth } from './months.ts';
import { PartnerPicker } from './partner-picker.tsx';

const useStyles = makeStyles({
  surface: { maxWidth: '820px', '@media (max-width: 640px)': { padding: '16px' } },
  content: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gridAutoRows: 'max-content',
    rowGap: '16px',
  },
  fields: { display: 'flex', flexWrap: 'wrap', gap: '12px', alignItems: 'end' },
});

const monthsOffered = 25;
/** A sandbox account's clock may be ahead of ours; the server says whether a month of it has ended. */
const monthsAhead = 12;

/** A month is looked at first and billed then; what was looked at is what is billed. */
export function BillDialog({ onClose }: { readonly onClose: () => void }) {
  const styles = useStyles();
  const { t } = useReader();
  const { now } = useSession();
  const follow = useFollow();
  const client = useQueryClient();
  const [ask, setAsk] = useState<BillAsk>({ period: lastClosedMonth(now) });
  const preview = useMutation({ mutationFn: previewBilling });
  const run = useMutation({
    mutationFn: startBilling,
    onSuccess: async (runId) => {
      for (const noun of ['billing-runs', 'invoices', 'reconciliations']) {
        client.invalidateQueries({ queryKey: [noun] });
      }
      follow(paths.billingRun(runId));
    },
  });
  const change = (patch: Partial<BillAsk>) => {
    setAsk((before) => ({ ...before, ...patch }));
    preview.reset();
    run.reset();
  };
  const months = useMonths(ask.partnerId !== undefined);
  const isOpen = ask.partnerId === undefined && ask.period >= runningMonth(now);
  const notYet = isOpen ? t('bill.stillRunning') : preview.data ? undefined : t('bill.previewFirst');
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{t('runs.bill')}</DialogTitle>
          <DialogContent className={styles.content}>
            <div className={styles.fields}>
              <MonthSelect
                months={months}
                value={ask.period}
                nameOf={(month, name) =>
                  month === runningMonth(now) && ask.partnerId === undefined
                    ? t('bill.monthRunning', { month: name })
                    : name
                }
                onChange={(period) => period && change({ period })}
              />
              <PartnerPicker
                value={ask.partnerId}
                none={t('billing.allPartners')}
                onChange={(partnerId) => change({ partnerId, period: lastClosedMonth(now) })}
              />
            </div>
            {preview.isPending && <LoadingLines lines={4} />}
            {preview.error && <ErrorState error={preview.error} what={t('bill.previewFailed')} />}
            {preview.data && <BillPreview preview={preview.data} />}
            {run.error && <ErrorState error={run.error} what={t('bill.failed')} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
            <PermittedButton
              appearance={preview.data ? 'secondary' : 'primary'}
              busy={preview.isPending}
              onClick={() => preview.mutate(ask)}
            >
              {preview.isPending ? t('bill.previewing') : t('bill.preview')}
            </PermittedButton>
            <PermittedButton
              appearance={preview.data ? 'primary' : 'secondary'}
              busy={run.isPending}
              reason={notYet}
              onClick={() => run.mutate(ask)}
            >
              {run.isPending ? t('bill.starting') : t('bill.run')}
            </PermittedButton>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function useMonths(ofOnePartner: boolean): readonly Month[] {
  const { now } = useSession();
  const ahead = ofOnePartner ? monthsAhead : 0;
  return monthsBackFrom(addMonths(runningMonth(now), ahead), monthsOffered + ahead);
}
