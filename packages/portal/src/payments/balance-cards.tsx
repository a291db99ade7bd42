import { Field, makeStyles, ProgressBar, Text, Title3, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Balance } from '../api/types.ts';
import { Facts } from '../ui/facts.tsx';
import { useReader } from '../ui/reader.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { isZero, shareOf } from './share-of.ts';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 300px), 1fr))',
    gap: '16px',
    listStyleType: 'none',
    margin: 0,
    padding: 0,
  },
  card: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignContent: 'start',
    rowGap: '12px',
    padding: '16px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  currency: { margin: 0, fontSize: tokens.fontSizeBase400 },
  amount: { fontVariantNumeric: 'tabular-nums' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

type Props = {
  readonly balances: readonly Balance[];
  /** What can be done with a currency, at the end of its card. */
  readonly act?: (balance: Balance) => ReactNode;
};

/** What is owed in each currency, and how much of its limit that is. */
export function BalanceCards({ balances, act }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <ul className={styles.list} aria-label={t('balance.title')}>
      {balances.map((balance) => (
        <li key={balance.currency} className={styles.card}>
          <Title3 as="h2" className={styles.currency}>
            {balance.currency}
          </Title3>
          <Limit balance={balance} />
          <Sums balance={balance} />
          {act?.(balance)}
        </li>
      ))}
    </ul>
  );
}

const nearlyUsed = 0.9;

function Limit({ balance }: { readonly balance: Balance }) {
  const styles = useStyles();
  const { t, money } = useReader();
  const { used, limit, currency } = balance;
  if (isZero(limit)) return <Text className={styles.quiet}>{t('balance.noLimit')}</Text>;
  const share = shareOf(used, limit);
  const words = t('balance.usedOf', { used: money(used, currency), limit: money(limit, currency) });
  return (
    <Field validationState="none" validationMessage={words}>
      <ProgressBar
        aria-label={t('balance.used')}
        thickness="large"
        value={share}
        color={share >= 1 ? 'error' : share >= nearlyUsed ? 'warning' : 'brand'}
      />
    </Field>
  );
}

function Sums({ balance }: { readonly balance: Balance }) {
  const styles = useStyles();
  const { t, money } = useReader();
  const amount = (value: string) => <span className={styles.amount}>{money(value, balance.currency)}</span>;
  const facts = [
    { term: t('balance.available'), fact: amount(balance.available) },
    { term: t('balance.unbilled'), fact: amount(balance.unbilled) },
    { term: t('balance.open'), fact: amount(balance.open) },
    ...(isZero(balance.overdue)
      ? []
      : [
          {
            term: t('balance.overdue'),
            fact: <StatusWord tone="bad">{money(balance.overdue, balance.currency)}</StatusWord>,
          },
        ]),
    ...(isZero(balance.creditBalance)
      ? []
      : [{ term: t('balance.credit'), fact: amount(balance.creditBalance) }]),
  ];
  return <Facts facts={facts} />;
}
