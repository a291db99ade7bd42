import { Button, makeStyles, Text } from '@fluentui/react-components';
import type { Subscription } from '../../api/types.ts';
import { useReader } from '../../ui/reader.ts';
import { reasonFor } from '../../ui/reason.ts';
import { useTermWords } from '../../ui/term-words.ts';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '12px', rowGap: '4px' },
});

type Props = {
  readonly subscription: Subscription;
  readonly busy: boolean;
  readonly onDrop: () => void;
};

/** What the next term is to be, while something is scheduled. */
export function ScheduledChange({ subscription, busy, onDrop }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t } = reader;
  const words = useTermWords();
  const { scheduledChange: change, actions } = subscription;
  if (!change) return null;
  const parts = [
    change.quantity === undefined
      ? undefined
      : t('subscription.scheduledQuantity', { quantity: change.quantity }),
    change.termDuration === undefined ? undefined : words.term(change.termDuration),
    change.billingCycle === undefined ? undefined : words.billing(change.billingCycle),
    change.productId === undefined && change.skuId === undefined
      ? undefined
      : [change.productId, change.skuId].filter(Boolean).join(':'),
  ].filter((part) => part !== undefined);
  const reason = actions.schedule.allowed ? undefined : reasonFor(actions.schedule, reader);
  return (
    <div className={styles.row}>
      <Text>{`${t('subscription.scheduled')}: ${parts.join(' · ')}`}</Text>
      {reason === undefined && (
        <Button size="small" disabledFocusable={busy} onClick={onDrop}>
          {t('subscription.dropScheduled')}
        </Button>
      )}
    </div>
  );
}
