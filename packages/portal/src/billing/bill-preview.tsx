import { MessageBar, MessageBarBody, makeStyles, Text, Title3, tokens } from '@fluentui/react-components';
import type { BillingPreview as Preview } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useReader } from '../ui/reader.ts';
import { parkedReason } from './parked-words.ts';

const useStyles = makeStyles({
  preview: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '12px' },
  heading: { margin: '8px 0 0', fontSize: tokens.fontSizeBase400 },
});

const mostShown = 10;

/** What a run would make now: how much of each currency, the largest documents, and what would be held back. */
export function BillPreview({ preview }: { readonly preview: Preview }) {
  const styles = useStyles();
  const { t } = useReader();
  const more = preview.invoices - Math.min(preview.documents.length, mostShown);
  return (
    <section aria-label={t('bill.preview')} className={styles.preview}>
      <MessageBar intent="info" layout="multiline" role="status">
        <MessageBarBody>{t('bill.wouldMake', { invoices: preview.invoices })}</MessageBarBody>
      </MessageBar>
      {preview.totals.length > 0 && (
        <>
          <Title3 as="h3" className={styles.heading}>
            {t('bill.totals')}
          </Title3>
          <Totals preview={preview} />
          <Title3 as="h3" className={styles.heading}>
            {t('bill.largest')}
          </Title3>
          <Largest preview={preview} />
          {more > 0 && <Text size={200}>{t('bill.moreDocuments', { count: more })}</Text>}
        </>
      )}
      {preview.parkedDocuments.length > 0 && (
        <>
          <Title3 as="h3" className={styles.heading}>
            {t('bill.wouldPark')}
          </Title3>
          <WouldPark preview={preview} />
        </>
      )}
    </section>
  );
}

function Totals({ preview }: { readonly preview: Preview }) {
  const { t, money } = useReader();
  const columns: Column<Preview['totals'][number]>[] = [
    { key: 'currency', title: t('invoices.currency'), cell: ({ currency }) => currency },
    { key: 'net', title: t('line.net'), numeric: true, cell: (row) => money(row.net, row.currency, 'code') },
    { key: 'tax', title: t('line.tax'), numeric: true, cell: (row) => money(row.tax, row.currency, 'code') },
    {
      key: 'total',
      title: t('invoices.total'),
      numeric: true,
      cell: (row) => money(row.total, row.currency, 'code'),
    },
  ];
  return (
    <DataTable
      label={t('bill.totals')}
      columns={columns}
      rows={preview.totals}
      rowKey={({ currency }) => currency}
    />
  );
}

function Largest({ preview }: { readonly preview: Preview }) {
  const { t, locale, money } = useReader();
  const columns: Column<Preview['documents'][number]>[] = [
    { key: 'partner', title: t('billing.partner'), cell: ({ partnerName }) => partnerName },
    { key: 'type', title: t('invoices.type'), cell: ({ type }) => t(`documentType.${type}`) },
    {
      key: 'lines',
      title: t('invoices.lines'),
      numeric: true,
      cell: ({ lines }) => formatCount(lines, locale),
    },
    {
      key: 'total',
      title: t('invoices.total'),
      numeric: true,
      cell: (row) => money(row.total, row.currency, 'code'),
    },
    {
      key: 'due',
      title: t('invoice.amountDue'),
      numeric: true,
      cell: (row) => money(row.amountDue, row.currency, 'code'),
    },
  ];
  return (
    <DataTable
      label={t('bill.largest')}
      columns={columns}
      rows={preview.documents.slice(0, mostShown)}
      rowKey={({ partnerId, currency }) => `${partnerId} ${currency}`}
    />
  );
}

function WouldPark({ preview }: { readonly preview: Preview }) {
  const reader = useReader();
  const { t, money } = reader;
  const columns: Column<Preview['parkedDocuments'][number]>[] = [
    { key: 'partner', title: t('billing.partner'), cell: ({ partnerName }) => partnerName },
    { key: 'why', title: t('parked.reason'), cell: (row) => parkedReason(row, reader) },
    {
      key: 'total',
      title: t('invoices.total'),
      numeric: true,
      cell: (row) => money(row.total, row.currency, 'code'),
    },
  ];
  return (
    <DataTable
      label={t('bill.wouldPark')}
      columns={columns}
      rows={preview.parkedDocuments}
      rowKey={({ number }) => String(number)}
    />
  );
}
