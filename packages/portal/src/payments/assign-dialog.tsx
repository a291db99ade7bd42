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
import { useState } from 'react';
import { call } from '../api/call.ts';
import type { BankImportLine } from '../api/types.ts';
import { PartnerPicker } from '../billing/partner-picker.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';

const useStyles = makeStyles({
  content: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '12px' },
});

type Props = {
  readonly importId: string;
  readonly line: BankImportLine;
  readonly onClose: () => void;
};

/** A person says whose money it is. */
export function AssignDialog({ importId, line, onClose }: Props) {
  const styles = useStyles();
  const { t, money } = useReader();
  const client = useQueryClient();
  const [partnerId, setPartnerId] = useState<string>();
  const assigning = useMutation({
    mutationFn: (chosen: string) =>
      call('assignBankLine', {
        params: { importId, line: String(line.line) },
        body: { partnerId: chosen },
      }),
    onSuccess: async () => {
      for (const noun of ['payments', 'partners', 'invoices']) client.invalidateQueries({ queryKey: [noun] });
      await client.invalidateQueries({ queryKey: ['bank-imports'] });
      onClose();
    },
  });
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('bank.assignTo', { amount: money(line.amount, line.currency) })}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>{[line.reference, line.counterparty].filter(Boolean).join(' · ')}</Text>
            <PartnerPicker value={partnerId} onChange={setPartnerId} />
            {assigning.error && <ErrorState error={assigning.error} what={t('bank.assignFailed')} />}
          </DialogContent>
          <DialogActions>
            <PermittedButton
              appearance="primary"
              busy={assigning.isPending}
              reason={partnerId === undefined ? t('payments.needsPartner') : undefined}
              onClick={() => partnerId !== undefined && assigning.mutate(partnerId)}
            >
              {assigning.isPending ? t('bank.assigning') : t('bank.assign')}
            </PermittedButton>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
