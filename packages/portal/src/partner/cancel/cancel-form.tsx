import { Button, Checkbox, DialogActions, DialogContent, makeStyles } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { cancelPurchases, previewQuery } from '../../api/cancellation-queries.ts';
import type { CancelledOrder, SoftwareItem } from '../../api/types.ts';
import { PermittedButton } from '../../ui/permitted-button.tsx';
import { useReader } from '../../ui/reader.ts';
import { ErrorState, LoadingLines, ReadFailure } from '../../ui/states.tsx';
import { CreditSummary } from './credit-summary.tsx';
import { ImportantNotice } from './important-notice.tsx';
import { OrderChoice } from './order-choice.tsx';
import { useCancelChoice } from './use-cancel-choice.ts';
import { VerdictList } from './verdict-list.tsx';

const useStyles = makeStyles({
  content: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    // What is higher than the dialog scrolls; without this a message would shrink under what follows it.
    gridAutoRows: 'max-content',
    rowGap: '16px',
  },
});

type Props = {
  readonly customerId: string;
  readonly items: readonly SoftwareItem[];
  readonly onDone: (orders: readonly CancelledOrder[]) => void;
  readonly onClose: () => void;
};
type Step = 1 | 2 | 3;

export function CancelForm({ customerId, items, onDone, onClose }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const choice = useCancelChoice(customerId, items);
  const [step, setStep] = useState<Step>(1);
  const [read, setRead] = useState(false);
  const preview = useQuery(previewQuery(customerId, choice.selection));
  const eligible = preview.data?.orders.filter(({ verdict }) => verdict.code === 'eligible') ?? [];
  const submit = useSubmit(customerId, onDone);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (step > 1) end.current?.scrollIntoView({ block: 'nearest' });
  }, [step]);
  const send = () => {
    const wanted = new Set(eligible.map(({ orderId }) => orderId));
    submit.send(choice.selection.filter(({ orderId }) => wanted.has(orderId)));
  };
  const nothing = choice.selection.length === 0 ? t('cancel.chooseOne') : t('cancel.nothingEligible');
  return (
    <>
      <DialogContent className={styles.content}>
        <OrderChoice customerId={customerId} choice={choice} locked={step > 1} />
        {preview.error ? (
          <ReadFailure
            error={preview.error}
            what={t('cancel.previewFailed')}
            onRetry={() => preview.refetch()}
          />
        ) : preview.data ? (
          <VerdictList orders={preview.data.orders} />
        ) : choice.selection.length > 0 ? (
          <LoadingLines lines={1} />
        ) : null}
        {step >= 2 && <CreditSummary orders={eligible} />}
        {step >= 3 && (
          <>
            <ImportantNotice />
            <Checkbox
              label={t('cancel.read')}
              checked={read}
              onChange={(_, data) => setRead(data.checked === true)}
            />
          </>
        )}
        {submit.failure !== undefined && <ErrorState error={submit.failure} what={t('cancel.failed')} />}
        <div ref={end} />
      </DialogContent>
      <DialogActions>
        <Button onClick={() => (step === 1 ? onClose() : setStep(step === 3 ? 2 : 1))}>
          {step === 1 ? t('dialog.close') : t('cancel.back')}
        </Button>
        {step < 3 ? (
          <PermittedButton
            appearance="primary"
            busy={preview.isFetching}
            reason={eligible.length === 0 && !preview.isFetching ? nothing : undefined}
            onClick={() => setStep(step === 1 ? 2 : 3)}
          >
            {t('cancel.next')}
          </PermittedButton>
        ) : (
          <PermittedButton
            appearance="primary"
            busy={submit.busy}
            reason={read ? undefined : t('cancel.readFirst')}
            onClick={send}
          >
            {submit.busy ? t('cancel.submitting') : t('cancel.submit')}
          </PermittedButton>
        )}
      </DialogActions>
    </>
  );
}

/** One idempotency key for the dialog: a second press after a lost answer is answered, not done again. */
function useSubmit(customerId: string, onDone: Props['onDone']) {
  const client = useQueryClient();
  const [key] = useState(randomKey);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const send = async (selection: Parameters<typeof cancelPurchases>[1]) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const orders = await cancelPurchases(customerId, selection, key);
      // The list behind shows it before the dialog says so.
      await Promise.all(
        ['software', 'subscriptions', 'orders', 'activity'].map((noun) =>
          client.invalidateQueries({ queryKey: [noun] }),
        ),
      );
      onDone(orders);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, send };
}

/** Not `crypto.randomUUID`, which plain http pages of another host lack. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
