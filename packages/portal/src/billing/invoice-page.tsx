import { makeStyles, Title3 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { invoiceQuery } from '../api/billing-queries.ts';
import { paths } from '../paths.ts';
import { type Crumb, Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { usePathParam, useUrlSearch } from '../ui/url-state.ts';
import { DocumentMenu, useDocument } from './document-menu.tsx';
import { InvoiceFacts } from './invoice-facts.tsx';
import { InvoiceLines } from './invoice-lines.tsx';

const useStyles = makeStyles({ heading: { margin: '8px 0 0' } });

export function InvoicePage() {
  const { t } = useReader();
  const trail = [{ text: t('nav.billing'), href: paths.billing() }];
  return <InvoiceOf trail={trail} />;
}

/** The same page for an operator, of the partner that the address names. */
export function OperatorInvoicePage() {
  const { t } = useReader();
  const [{ partner = '' }] = useUrlSearch();
  const trail = [
    { text: t('nav.billing'), href: paths.billingRuns() },
    { text: t('billing.invoices'), href: paths.partnerInvoices(partner) },
  ];
  return <InvoiceOf trail={trail} partnerId={partner} />;
}

type Props = { readonly trail: readonly Crumb[]; readonly partnerId?: string };

function InvoiceOf({ trail, partnerId }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const invoiceId = usePathParam('invoiceId');
  const invoice = useQuery(invoiceQuery(invoiceId, { partnerId }));
  const file = useDocument(invoiceId, partnerId);
  const { data } = invoice;
  const type = t(`documentType.${data?.type ?? 'invoice'}`);
  return (
    <Page
      title={t('invoice.title', { type, number: invoiceId })}
      crumbs={trail}
      actions={data && <DocumentMenu einvoice={data.einvoice} busy={file.isPending} onChoose={file.mutate} />}
    >
      {file.error && <ErrorState error={file.error} what={t('download.documentFailed')} />}
      {invoice.error ? (
        <ReadFailure error={invoice.error} what={t('invoice.failed')} onRetry={() => invoice.refetch()} />
      ) : !data ? (
        <LoadingLines lines={8} />
      ) : (
        <>
          <InvoiceFacts invoice={data} withPartner={partnerId !== undefined} />
          <Title3 as="h2" className={styles.heading}>
            {t('invoice.lines')}
          </Title3>
          <InvoiceLines
            invoiceId={invoiceId}
            currency={data.currency}
            count={data.lines}
            partnerId={partnerId}
          />
        </>
      )}
    </Page>
  );
}
