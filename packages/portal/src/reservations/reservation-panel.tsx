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
import { useState } from 'react';
import type { Reservation } from '../api/types.ts';
import { shortId } from '../format/names.ts';
import { formatCount } from '../format/size.ts';
import { paths } from '../paths.ts';
import { Facts } from '../ui/facts.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { reasonFor } from '../ui/reason.ts';
import { useTermWords } from '../ui/term-words.ts';
import { ChangeDialog } from './change-dialog.tsx';
import { ExchangeDialog } from './exchange-dialog.tsx';
import { RefundDialog } from './refund-dialog.tsx';

const useStyles = makeStyles({
  body: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    rowGap: '20px',
    alignContent: 'start',
    paddingBottom: '24px',
  },
  acts: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
  faint: { color: tokens.colorNeutralForeground3 },
});

type Props = {
  readonly customerId: string;
  readonly reservation: Reservation;
  readonly onClose: () => void;
};
type Act = 'change' | 'exchange' | 'refund';

/** Everything about one reservation, and what may be done with it. */
export function ReservationPanel({ customerId, reservation, onClose }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t } = reader;
  const [open, setOpen] = useState<Act>();
  const { actions } = reservation;
  const reason = (act: Act) => {
    const { allowed, code } = actions[act];
    // Where support decides, the dialog says so and leads there.
    if (allowed || code === 'reservation.not_cancellable_here') return undefined;
    return code === 'reservation.not_active'
      ? t('problem.reservation.not_active')
      : reasonFor(actions[act], reader);
  };
  const dialog = { customerId, reservation, onClose: () => setOpen(undefined) };
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
          {reservation.name}
        </DrawerHeaderTitle>
        <Text className={styles.faint}>{reservation.skuTitle}</Text>
      </DrawerHeader>
      <DrawerBody>
        <div className={styles.body}>
          <div className={styles.acts}>
            {(['change', 'exchange', 'refund'] as const).map((act) => (
              <PermittedButton key={act} reason={reason(act)} onClick={() => setOpen(act)}>
                {t(`reservation.${act}`)}
              </PermittedButton>
            ))}
          </div>
          <ReservationFacts customerId={customerId} reservation={reservation} />
        </div>
      </DrawerBody>
      {open === 'change' && <ChangeDialog {...dialog} />}
      {open === 'exchange' && <ExchangeDialog {...dialog} />}
      {open === 'refund' && <RefundDialog {...dialog} />}
    </OverlayDrawer>
  );
}

function ReservationFacts({ customerId, reservation }: Omit<Props, 'onClose'>) {
  const { t, money, date, locale } = useReader();
  const { term, billing } = useTermWords();
  const fact = (key: Parameters<typeof t>[0], value: string) => ({ term: t(key), fact: value });
  return (
    <Facts
      facts={[
        fact('reservations.status', t(`reservation.status.${reservation.status}`)),
        fact('reservations.scope', t(`reservation.scope.${reservation.scope}`)),
        fact(
          'reservation.subscription',
          reservation.cloudSubscription?.name ?? t('reservation.noSubscription'),
        ),
        fact('reservations.region', reservation.region),
        fact('reservation.quantity', formatCount(reservation.quantity, locale)),
        fact(
          'reservation.term',
          [term(reservation.termDuration), billing(reservation.billingCycle)].filter(Boolean).join(' · '),
        ),
        fact(
          'reservation.runs',
          t('reservation.period', { from: date(reservation.startsOn), to: date(reservation.endsOn) }),
        ),
        fact('reservation.unitPrice', money(reservation.unitPrice, reservation.currency)),
        fact(
          'reservation.hybridBenefit',
          t(reservation.hybridBenefit ? 'reservation.yes' : 'reservation.no'),
        ),
        fact('reservation.used', reservation.usedAt ? date(reservation.usedAt) : t('reservation.notUsed')),
        {
          term: t('reservation.order'),
          fact: (
            <GoLink href={paths.order(customerId, reservation.orderId)} title={reservation.orderId}>
              {shortId(reservation.orderId)}
            </GoLink>
          ),
        },
      ]}
    />
  );
}
