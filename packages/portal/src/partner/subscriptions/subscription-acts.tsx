import { makeStyles, Switch, Tooltip } from '@fluentui/react-components';
import { useState } from 'react';
import type { Subscription } from '../../api/types.ts';
import { PermittedButton } from '../../ui/permitted-button.tsx';
import { useReader } from '../../ui/reader.ts';
import { reasonFor } from '../../ui/reason.ts';
import { usePermit } from '../../ui/session.ts';
import { ErrorState } from '../../ui/states.tsx';
import { QuantityDialog } from './quantity-dialog.tsx';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { ScheduledChange } from './scheduled-change.tsx';
import { SuspendDialog } from './suspend-dialog.tsx';
import { useChange } from './use-change.ts';

const useStyles = makeStyles({
  acts: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
  stack: { display: 'grid', rowGap: '12px', justifyItems: 'start' },
});

type Props = { readonly subscription: Subscription; readonly onCancel: () => void };
type Asked = 'quantity' | 'schedule' | 'suspend';

/** A closed window and a review lead on to support for whoever may cancel. */
const leadsToSupport = new Set(['order.window_closed', 'order.needs_review']);

/** What may be done; what may not stays in its place with the reason. */
export function SubscriptionActs({ subscription, onCancel }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t } = reader;
  const mayCancel = usePermit()('orders.cancel');
  const [asked, setAsked] = useState<Asked>();
  const change = useChange(subscription);
  const { actions, autoRenew, status } = subscription;
  const reasonOf = (action: { allowed: boolean; code?: string | undefined; anyOf?: string[] | undefined }) =>
    action.allowed ? undefined : reasonFor(action, reader);
  const toSupport = mayCancel && leadsToSupport.has(actions.cancel.code ?? '');
  const noSwitch = reasonOf(actions.setAutoRenew);
  const renewal = (
    <Switch
      checked={autoRenew}
      label={t('subscription.autoRenew')}
      aria-disabled={noSwitch !== undefined}
      onChange={(_, data) => {
        if (noSwitch === undefined && !change.isPending) change.mutate({ autoRenew: data.checked });
      }}
    />
  );
  return (
    <div className={styles.stack}>
      {noSwitch === undefined ? (
        renewal
      ) : (
        <Tooltip content={noSwitch} relationship="description" withArrow>
          {renewal}
        </Tooltip>
      )}
      <ScheduledChange
        subscription={subscription}
        busy={change.isPending}
        onDrop={() => change.mutate({ scheduledChange: null })}
      />
      <div className={styles.acts}>
        <PermittedButton reason={reasonOf(actions.changeQuantity)} onClick={() => setAsked('quantity')}>
          {t('subscription.changeQuantity')}
        </PermittedButton>
        <PermittedButton reason={reasonOf(actions.schedule)} onClick={() => setAsked('schedule')}>
          {t('subscription.schedule')}
        </PermittedButton>
        {status === 'suspended' ? (
          <PermittedButton
            busy={change.isPending}
            reason={reasonOf(actions.reactivate)}
            onClick={() => change.mutate({ status: 'active' })}
          >
            {t('subscription.reactivate')}
          </PermittedButton>
        ) : (
          <PermittedButton reason={reasonOf(actions.suspend)} onClick={() => setAsked('suspend')}>
            {t('subscription.suspend')}
          </PermittedButton>
        )}
        <PermittedButton reason={toSupport ? undefined : reasonOf(actions.cancel)} onClick={onCancel}>
          {t('subscription.cancel')}
        </PermittedButton>
      </div>
      {change.error && <ErrorState error={change.error} what={t('subscription.notSaved')} />}
      {asked === 'quantity' && (
        <QuantityDialog subscription={subscription} onClose={() => setAsked(undefined)} />
      )}
      {asked === 'schedule' && (
        <ScheduleDialog subscription={subscription} onClose={() => setAsked(undefined)} />
      )}
      {asked === 'suspend' && (
        <SuspendDialog
          onSuspend={() => change.mutate({ status: 'suspended' })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}
