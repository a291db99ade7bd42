import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  OverlayDrawer,
  Text,
  tokens,
} from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { useQuery } from '@tanstack/react-query';
import { subscriptionQuery } from '../../api/subscription-queries.ts';
import type { Subscription } from '../../api/types.ts';
import { useReader } from '../../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../../ui/states.tsx';
import { SubscriptionActs } from './subscription-acts.tsx';
import { SubscriptionFacts } from './subscription-facts.tsx';

const useStyles = makeStyles({
  body: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    rowGap: '20px',
    alignContent: 'start',
    paddingTop: '8px',
    paddingBottom: '24px',
  },
  faint: { color: tokens.colorNeutralForeground3 },
});

type Props = {
  readonly customerId: string;
  readonly subscriptionId: string;
  readonly onCancel: (subscription: Subscription) => void;
  readonly onClose: () => void;
};

/** One subscription beside the list: what it is, and what may be done with it. */
export function SubscriptionPanel({ customerId, subscriptionId, onCancel, onClose }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const query = useQuery(subscriptionQuery(customerId, subscriptionId));
  return (
    <OverlayDrawer
      open
      position="end"
      size="medium"
      style={{ maxWidth: '100vw' }}
      onOpenChange={(_, data) => (data.open ? undefined : onClose())}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button
              appearance="subtle"
              icon={<Dismiss20Regular />}
              aria-label={t('dialog.close')}
              onClick={onClose}
            />
          }
        >
          {query.data?.friendlyName ?? t('subscriptions.product')}
        </DrawerHeaderTitle>
        {query.data && <Text className={styles.faint}>{query.data.productTitle}</Text>}
      </DrawerHeader>
      <DrawerBody>
        {query.error ? (
          <ReadFailure error={query.error} what={t('subscription.failed')} onRetry={() => query.refetch()} />
        ) : query.data ? (
          <div className={styles.body}>
            <SubscriptionFacts subscription={query.data} />
            <SubscriptionActs subscription={query.data} onCancel={() => onCancel(query.data)} />
          </div>
        ) : (
          <LoadingLines lines={8} />
        )}
      </DrawerBody>
    </OverlayDrawer>
  );
}
