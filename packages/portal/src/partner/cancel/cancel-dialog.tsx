import {
  Dialog,
  DialogBody,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import type { CancelledOrder, SoftwareItem } from '../../api/types.ts';
import { useReader } from '../../ui/reader.ts';
import { CancelForm } from './cancel-form.tsx';
import { CancelOutcome } from './cancel-outcome.tsx';

const useStyles = makeStyles({
  surface: { maxWidth: '680px', '@media (max-width: 640px)': { padding: '16px' } },
  subject: { display: 'block', color: tokens.colorNeutralForeground3 },
});

type Props = {
  readonly customerId: string;
  readonly customerName: string;
  readonly items: readonly SoftwareItem[];
  readonly onClose: () => void;
};

/** Three quiet steps in one dialog, each below the one before: which order, what comes back, what it means. */
export function CancelDialog({ customerId, customerName, items, onClose }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const [outcome, setOutcome] = useState<readonly CancelledOrder[]>();
  const names = [...new Set(items.map((item) => item.skuTitle))].join(', ');
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>
            {t('cancel.title')}
            <Text className={styles.subject}>
              {t('cancel.subject', { title: names, customer: customerName })}
            </Text>
          </DialogTitle>
          {outcome ? (
            <CancelOutcome customerId={customerId} orders={outcome} onClose={onClose} />
          ) : (
            <CancelForm customerId={customerId} items={items} onDone={setOutcome} onClose={onClose} />
          )}
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
