import { Button, Field, makeStyles, ProgressBar, Text, Title3, tokens } from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import type { Balance } from '../api/types.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useReader } from '../ui/reader.ts';
import { isInUse, isZero, shareOf } from './share-of.ts';

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
  sums: { display: 'grid', rowGap: '6px', margin: 0 },
  sum: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: '16px' },
  amount: {
    margin: '0 0 0 auto',
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
    textAlign: 'end',
  },
  overdue: { color: tokens.colorPaletteRedForeground1, fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground3 },
});

type Props = {
  readonly balances: readonly Balance[];
  /** What can be done with a currency, at the end of its card. */
  readonly act?: (balance: Balance) => ReactNode;
};

/** What is owed in each currency and how much of its limit that is; limits that nothing uses are behind a button. */
export function BalanceCards({ balances, act }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const used = balances.filter(isInUse);
  const unused = balances.filter((balance) => !isInUse(balance));
  return (
    <>
      {used.length > 0 && (
        <ul className={styles.list} aria-label={t('balance.title')}>
          {used.map((balance) => (
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
      )}
      {unused.length > 0 && <UnusedLimits balances={unused} />}
    </>
  );
}

function UnusedLimits({ balances }: Pick<Props, 'balances'>) {
  const { t, money } = useReader();
  const [open, setOpen] = useState(false);
  const columns: Column<Balance>[] = [
    { key: 'currency', title: t('payments.currency'), cell: ({ currency }) => currency },
    {
      key: 'limit',
      title: t('balance.limit'),
      numeric: true,
      cell: ({ limit, currency }) => money(limit, currency, 'code'),
    },
  ];
  return (
    <>
      <span>
        <Button appearance="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('balance.unused', { count: balances.length })}
        </Button>
      </span>
      {open && (
        <DataTable
          label={t('balance.unused', { count: balances.length })}
          columns={columns}
          rows={balances}
          rowKey={({ currency }) => currency}
        />
      )}
    </>
  );
}

const nearlyUsed = 0.9;

function Limit({ balance }: { readonly balance: Balance }) {
  const styles = useStyles();
  const { t, money } = useReader();
  const { used, limit, currency } = balance;
  if (isZero(limit)) return <Text className={styles.quiet}>{t('balance.noLimit')}</Text>;
  const share = shareOf(used, limit);
  const whole = money(limit, currency);
  // More paid than charged is a credit balance, which has a line of its own.
  const isUsed = !used.startsWith('-') && !isZero(used);
  const words = isUsed
    ? t('balance.usedOf', { used: money(used, currency), limit: whole })
    : t('balance.nothingUsed', { limit: whole });
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
  const { currency, available, unbilled, open, overdue, creditBalance } = balance;
  const sums = [
    ['available', available, true],
    ['unbilled', unbilled, true],
    ['open', open, true],
    ['overdue', overdue, !isZero(overdue)],
    ['credit', creditBalance, !isZero(creditBalance)],
  ] as const;
  return (
    <dl className={styles.sums}>
      {sums.map(
        ([name, amount, shown]) =>
          shown && (
            <div key={name} className={styles.sum}>
              <dt className={name === 'overdue' ? styles.overdue : styles.quiet}>{t(`balance.${name}`)}</dt>
              <dd className={styles.amount}>
                <span className={name === 'overdue' ? styles.overdue : undefined}>
                  {money(amount, currency)}
                </span>
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
