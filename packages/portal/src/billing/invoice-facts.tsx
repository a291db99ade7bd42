import { makeStyles, mergeClasses, Title3, tokens } from '@fluentui/react-components';
import type { Invoice } from '../api/types.ts';
import { formatMonth } from '../format/dates.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Facts } from '../ui/facts.tsx';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { dueWords } from './due-words.ts';
import { taxWords } from './tax-words.ts';

const useStyles = makeStyles({
  head: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 300px), 1fr))',
    gap: '24px 32px',
  },
  part: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', alignContent: 'start', rowGap: '12px' },
  heading: { margin: 0, fontSize: tokens.fontSizeBase400 },
  due: { display: 'inline-flex', flexWrap: 'wrap', columnGap: '12px' },
  amount: {
    display: 'inline-block',
    minWidth: '12ch',
    textAlign: 'end',
    fontVariantNumeric: 'tabular-nums',
    '@media (max-width: 480px)': { textAlign: 'start' },
  },
  strong: { fontWeight: tokens.fontWeightSemibold },
});

type Props = { readonly invoice: Invoice; readonly withPartner: boolean };

/** The head of a document: what it is, what it comes to, and its tax by rate. */
export function InvoiceFacts({ invoice, withPartner }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <div className={styles.head}>
      <section className={styles.part}>
        <Title3 as="h2" className={styles.heading}>
          {t('invoice.document')}
        </Title3>
        <About invoice={invoice} withPartner={withPartner} />
      </section>
      <section className={styles.part}>
        <Title3 as="h2" className={styles.heading}>
          {t('invoice.amounts')}
        </Title3>
        <Amounts invoice={invoice} />
      </section>
      <section className={styles.part}>
        <Title3 as="h2" className={styles.heading}>
          {t('invoice.taxes')}
        </Title3>
        <Taxes invoice={invoice} />
      </section>
    </div>
  );
}

function About({ invoice, withPartner }: Props) {
  const styles = useStyles();
  const { t, say, locale, date } = useReader();
  const { now } = useSession();
  const { tone, wording, asksForMoney } = dueWords(invoice, now);
  const facts = [
    {
      term: t('invoices.number'),
      fact: (
        <>
          {invoice.id} <CopyButton text={invoice.id} what={t('invoices.number')} />
        </>
      ),
    },
    ...(withPartner ? [{ term: t('billing.partner'), fact: invoice.partner.name }] : []),
    { term: t('invoice.month'), fact: formatMonth(invoice.period, locale, '') },
    { term: t('invoice.issued'), fact: date(invoice.invoiceDate) },
    {
      term: t('invoices.due'),
      fact: (
        <span className={styles.due}>
          {asksForMoney && date(invoice.dueDate)}
          <StatusWord tone={tone}>{say(wording)}</StatusWord>
        </span>
      ),
    },
    { term: t('invoices.currency'), fact: invoice.currency },
  ];
  return <Facts facts={facts} />;
}

function Amounts({ invoice }: Pick<Props, 'invoice'>) {
  const styles = useStyles();
  const { t, money } = useReader();
  const amount = (text: string, strong = false) => (
    <span className={mergeClasses(styles.amount, strong && styles.strong)}>
      {money(text, invoice.currency)}
    </span>
  );
  const facts = [
    { term: t('line.net'), fact: amount(invoice.net) },
    { term: t('line.tax'), fact: amount(invoice.tax) },
    { term: t('invoices.total'), fact: amount(invoice.total, true) },
    { term: t('invoice.balanceUsed'), fact: amount(invoice.balanceUsed) },
    { term: t('invoice.amountDue'), fact: amount(invoice.amountDue, true) },
    { term: t('invoices.open'), fact: amount(invoice.open) },
  ];
  return <Facts facts={facts} />;
}

function Taxes({ invoice }: Pick<Props, 'invoice'>) {
  const reader = useReader();
  const { t, money } = reader;
  const columns: Column<Invoice['taxTotals'][number]>[] = [
    { key: 'rate', title: t('invoice.rate'), cell: (row) => taxWords(row, reader) },
    {
      key: 'net',
      title: t('invoice.taxable'),
      numeric: true,
      cell: ({ net }) => money(net, invoice.currency, 'code'),
    },
    {
      key: 'tax',
      title: t('line.tax'),
      numeric: true,
      cell: ({ tax }) => money(tax, invoice.currency, 'code'),
    },
  ];
  return (
    <DataTable
      label={t('invoice.taxes')}
      columns={columns}
      rows={invoice.taxTotals}
      rowKey={({ category, rateBasisPoints }) => `${category}${rateBasisPoints}`}
    />
  );
}
