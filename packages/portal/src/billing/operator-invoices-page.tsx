import { makeStyles } from '@fluentui/react-components';
import { paths } from '../paths.ts';
import { useReader } from '../ui/reader.ts';
import { EmptyState } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { OperatorBilling } from './billing-page.tsx';
import { InvoiceList } from './invoice-list.tsx';
import { PartnerPicker } from './partner-picker.tsx';

const useStyles = makeStyles({ partner: { maxWidth: '360px' } });

/** The invoices of the partner that is named in the address. */
export function OperatorInvoicesPage() {
  const styles = useStyles();
  const { t } = useReader();
  const [{ partner }, change] = useUrlSearch();
  return (
    <OperatorBilling>
      <div className={styles.partner}>
        <PartnerPicker
          value={partner}
          onChange={(chosen) => change({ partner: chosen, currency: undefined })}
        />
      </div>
      {partner === undefined ? (
        <EmptyState text={t('invoices.choosePartner')} />
      ) : (
        <InvoiceList
          key={partner}
          partnerId={partner}
          linkTo={(invoiceId) => paths.partnerInvoice(partner, invoiceId)}
          all={paths.partnerInvoices(partner)}
          empty={<EmptyState text={t('invoices.emptyOfPartner')} />}
        />
      )}
    </OperatorBilling>
  );
}
