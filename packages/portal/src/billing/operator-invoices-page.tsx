import { paths } from '../paths.ts';
import { useReader } from '../ui/reader.ts';
import { EmptyState } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { OperatorBilling } from './billing-page.tsx';
import { InvoiceList } from './invoice-list.tsx';
import { PartnerPicker } from './partner-picker.tsx';

/** The invoices of the partner that is named in the address. */
export function OperatorInvoicesPage() {
  const { t } = useReader();
  const [{ partner }, change] = useUrlSearch();
  return (
    <OperatorBilling>
      <div>
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
