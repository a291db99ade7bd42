import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { invoiceLinesQuery } from '../api/billing-queries.ts';
import type { InvoiceLine } from '../api/types.ts';
import { shortId } from '../format/names.ts';
import { formatCount } from '../format/size.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { InvoiceLineProduct } from './invoice-line-product.tsx';
import { taxWords } from './tax-words.ts';

const useStyles = makeStyles({
  stack: {
    display: 'grid',
    rowGap: '2px',
    '@media (max-width: 640px)': { justifyItems: 'end' },
  },
  unit: { display: 'grid', rowGap: '2px', justifyItems: 'end' },
  faint: { color: tokens.colorNeutralForeground3 },
});

/** Kinds whose unit price is the list price less discounts; others are parts of a price. */
const wholePrices: readonly InvoiceLine['kind'][] = ['new', 'renew', 'cycle_charge'];

type Props = {
  readonly invoiceId: string;
  readonly currency: string;
  readonly count: number;
  /** An operator's view, which has no pages of customers and orders. */
  readonly partnerId?: string | undefined;
};

export function InvoiceLines({ invoiceId, currency, count, partnerId }: Props) {
  const { t } = useReader();
  const [{ cursor }] = useUrlSearch();
  const lines = useQuery(invoiceLinesQuery(invoiceId, { partnerId, cursor, limit: '50' }));
  const columns = useColumns(currency, partnerId === undefined);
  if (lines.error) {
    return (
      <ReadFailure error={lines.error} what={t('invoice.linesFailed')} onRetry={() => lines.refetch()} />
    );
  }
  if (!lines.data) return <LoadingLines lines={Math.min(count, 8)} height={40} />;
  return (
    <>
      <DataTable
        label={t('invoice.lines')}
        columns={columns}
        rows={lines.data.items}
        rowKey={({ position }) => String(position)}
        busy={lines.isPlaceholderData}
      />
      <Pager next={lines.data.next} />
    </>
  );
}

function useColumns(currency: string, links: boolean): readonly Column<InvoiceLine>[] {
  const reader = useReader();
  const { t, locale, money } = reader;
  return [
    {
      key: 'product',
      title: t('line.product'),
      cell: (line) => <InvoiceLineProduct line={line} currency={currency} />,
    },
    {
      key: 'customer',
      title: t('invoice.customer'),
      cell: (line) => <CustomerAndOrder line={line} links={links} />,
    },
    {
      key: 'quantity',
      title: t('line.quantity'),
      numeric: true,
      cell: ({ quantity }) => formatCount(quantity, locale),
    },
    {
      key: 'unit',
      title: t('line.unitPrice'),
      numeric: true,
      cell: (line) => <Unit line={line} currency={currency} />,
    },
    { key: 'net', title: t('line.net'), numeric: true, cell: ({ net }) => money(net, currency, 'code') },
    {
      key: 'tax',
      title: t('line.tax'),
      numeric: true,
      cell: ({ tax, taxCategory: category, taxRateBasisPoints: rateBasisPoints }) => (
        <span title={taxWords({ category, rateBasisPoints }, reader)}>{money(tax, currency, 'code')}</span>
      ),
    },
    {
      key: 'total',
      title: t('line.total'),
      numeric: true,
      cell: ({ total }) => money(total, currency, 'code'),
    },
  ];
}

function CustomerAndOrder({ line, links }: { readonly line: InvoiceLine; readonly links: boolean }) {
  const styles = useStyles();
  const { t } = useReader();
  const order = t('invoice.order', { number: shortId(line.orderId) });
  return (
    <span className={styles.stack}>
      {links ? (
        <GoLink href={paths.customer(line.customerId)}>{line.customerName}</GoLink>
      ) : (
        line.customerName
      )}
      <Text size={200} className={styles.faint} title={line.orderId}>
        {links ? <GoLink href={paths.order(line.customerId, line.orderId)}>{order}</GoLink> : order}
      </Text>
    </span>
  );
}

function Unit({ line, currency }: { readonly line: InvoiceLine; readonly currency: string }) {
  const styles = useStyles();
  const { t, money } = useReader();
  const discounted = wholePrices.includes(line.kind) && line.listUnitPrice !== line.unitPrice;
  const list = money(line.listUnitPrice, currency, 'code');
  return (
    <span className={styles.unit}>
      {discounted && (
        <Text size={200} className={styles.faint}>
          <s>{t('line.listPrice', { price: list })}</s>
        </Text>
      )}
      {money(line.unitPrice, currency, 'code')}
      {line.taxMode === 'inclusive' && (
        <Text size={200} className={styles.faint}>
          {t('invoice.taxInside')}
        </Text>
      )}
    </span>
  );
}
