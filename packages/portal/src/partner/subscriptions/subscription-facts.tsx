import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Subscription } from '../../api/types.ts';
import { closedOn, leftToCancel } from '../../format/deadline.ts';
import { shortId } from '../../format/names.ts';
import { formatCount } from '../../format/size.ts';
import { paths } from '../../paths.ts';
import { Facts } from '../../ui/facts.tsx';
import { GoLink } from '../../ui/go-link.tsx';
import { type Reader, useReader } from '../../ui/reader.ts';
import { reasonFor } from '../../ui/reason.ts';
import { StatusWord } from '../../ui/status-word.tsx';
import { useTermWords } from '../../ui/term-words.ts';
import { nextOf, subscriptionTones } from './subscription-table.tsx';

const useStyles = makeStyles({
  lines: { listStyle: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '4px' },
  faint: { color: tokens.colorNeutralForeground3 },
});

type Props = { readonly subscription: Subscription };

/** The running term, what it costs, what comes next, and the orders it stands on. */
export function SubscriptionFacts({ subscription }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t, locale, money, date } = reader;
  const words = useTermWords();
  const { status, startsOn, endsOn, quantity, unitPrice, currency } = subscription;
  const facts = [
    {
      term: t('subscriptions.status'),
      fact: (
        <>
          <StatusWord tone={subscriptionTones[status]}>{t(`subscriptionStatus.${status}`)}</StatusWord>
          {` · ${nextOf(subscription, reader)}`}
        </>
      ),
    },
    { term: t('subscriptions.quantity'), fact: formatCount(quantity, locale) },
    { term: t('subscriptions.price'), fact: money(unitPrice, currency, 'code') },
    {
      term: t('subscription.billing'),
      fact: [words.term(subscription.termDuration), words.billing(subscription.billingCycle)].join(' · '),
    },
    {
      term: t('subscription.term'),
      fact: t('subscription.fromTo', { from: date(startsOn), to: date(endsOn) }),
    },
    { term: t('subscription.number'), fact: formatCount(subscription.termNumber, locale) },
    { term: t('subscription.nextCharge'), fact: chargeOf(subscription, reader) },
    { term: t('subscription.cancellable'), fact: windowOf(subscription, reader) },
    {
      term: t('subscription.orders'),
      fact: (
        <ul className={styles.lines}>
          {subscription.lines.map((line) => (
            <li key={`${line.orderId}:${line.lineItemNumber}`}>
              <GoLink href={paths.order(subscription.customerId, line.orderId)} title={line.orderId}>
                {shortId(line.orderId)}
              </GoLink>{' '}
              <Text className={styles.faint}>
                {line.cancelled
                  ? t('subscription.orderCancelled', { quantity: line.quantity })
                  : t('subscription.orderLine', {
                      quantity: line.quantity,
                      origin: t(`subscription.origin.${line.origin}`),
                      date: date(line.orderedAt),
                    })}
              </Text>
            </li>
          ))}
        </ul>
      ),
    },
  ];
  return <Facts facts={facts} />;
}

function chargeOf({ nextCharge }: Subscription, { t, date, money }: Reader): string {
  if (!nextCharge) return t('subscription.noCharge');
  const { quantity, unitPrice, currency, estimated } = nextCharge;
  const on = date(nextCharge.date);
  if (unitPrice === undefined) return t('subscription.nextUnknown', { date: on });
  const values = { quantity, unit: money(unitPrice, currency, 'code'), date: on };
  return t(estimated ? 'subscription.nextEstimate' : 'subscription.nextChargeOf', values);
}

function windowOf({ actions: { cancel } }: Subscription, reader: Reader): string {
  const left = leftToCancel(cancel, reader.locale) ?? closedOn(cancel, reader.locale);
  return left ? reader.say(left) : reasonFor(cancel, reader);
}
