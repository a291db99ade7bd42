import { Button, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { CancelledOrder, Credit } from '../../api/types.ts';
import { formatRate } from '../../format/money.ts';
import { explainCredit, rateOfFormula, taxIsInside } from '../../ui/explain-credit.ts';
import { useReader } from '../../ui/reader.ts';
import { totalsOf } from './credit-amounts.ts';

const useStyles = makeStyles({
  section: { display: 'grid', rowGap: '8px' },
  title: { margin: 0 },
  rows: {
    display: 'grid',
    gridTemplateColumns: '1fr auto',
    columnGap: '24px',
    rowGap: '4px',
    margin: 0,
    fontVariantNumeric: 'tabular-nums',
  },
  amount: { margin: 0, textAlign: 'end', whiteSpace: 'nowrap' },
  total: { fontWeight: tokens.fontWeightSemibold },
  end: { display: 'flex', justifyContent: 'flex-end' },
});

type Props = {
  readonly orders: readonly Pick<CancelledOrder, 'orderId' | 'credit'>[];
  /** Other words where it is not the reader's own invoice. */
  readonly title?: string;
};

/** The arithmetic of what comes back, line by line, as it will stand on the invoice. */
export function CreditSummary({ orders, title }: Props) {
  const styles = useStyles();
  const { t, money } = useReader();
  const [explained, setExplained] = useState(false);
  const credits = orders.flatMap(({ orderId, credit }) => (credit ? [{ orderId, credit }] : []));
  return (
    <section className={styles.section} aria-label={title ?? t('credit.title')}>
      <Subtitle2 as="h3" className={styles.title}>
        {title ?? t('credit.title')}
      </Subtitle2>
      <dl className={styles.rows}>
        {credits.map(({ orderId, credit }) => (
          <CreditLines key={orderId} credit={credit} />
        ))}
        {totalsOf(credits.map(({ credit }) => credit)).map(({ currency, total }) => [
          <dt key={`${currency} term`} className={styles.total}>
            {t('credit.total')}
          </dt>,
          <dd key={`${currency} amount`} className={`${styles.amount} ${styles.total}`}>
            {money(total, currency)}
          </dd>,
        ])}
      </dl>
      <div className={styles.end}>
        <Button
          size="small"
          appearance="subtle"
          aria-expanded={explained}
          onClick={() => setExplained(!explained)}
        >
          {t('credit.explain')}
        </Button>
      </div>
      {explained && <Text>{t('credit.explanation')}</Text>}
    </section>
  );
}

function CreditLines({ credit }: { readonly credit: Credit }) {
  const styles = useStyles();
  const reader = useReader();
  const { t, locale, money } = reader;
  const { currency } = credit;
  return credit.lines.map((line) => {
    const inside = taxIsInside(line.formula);
    const rate = rateOfFormula(line.formula);
    const rateText = rate === undefined ? '' : formatRate(rate, locale);
    return [
      <dt key={`${line.lineItemNumber} term`}>
        {explainCredit(line.formula, line.explanation, currency, reader)}
      </dt>,
      <dd key={`${line.lineItemNumber} amount`} className={styles.amount}>
        {money(inside ? line.total : line.net, currency)}
      </dd>,
      <dt key={`${line.lineItemNumber} tax`}>
        {t(inside ? 'credit.taxInside' : 'credit.tax', { rate: rateText })}
      </dt>,
      <dd key={`${line.lineItemNumber} tax amount`} className={styles.amount}>
        {money(line.tax, currency)}
      </dd>,
    ];
  });
}
