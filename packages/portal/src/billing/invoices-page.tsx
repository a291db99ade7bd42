import { formatMonth } from '../format/dates.ts';
import { paths } from '../paths.ts';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { EmptyState } from '../ui/states.tsx';
import { PartnerBilling } from './billing-page.tsx';
import { InvoiceList } from './invoice-list.tsx';
import { invoiceDateOf, runningMonth } from './months.ts';

export function InvoicesPage() {
  return (
    <PartnerBilling>
      <InvoiceList linkTo={paths.invoice} all={paths.billing()} empty={<NoInvoiceYet />} />
    </PartnerBilling>
  );
}

/** By the account's own clock, which a sandbox moves. */
function NoInvoiceYet() {
  const { t, locale, longDate } = useReader();
  const { now } = useSession();
  const month = formatMonth(runningMonth(now), locale, '');
  return (
    <EmptyState text={t('invoices.empty', { date: longDate(invoiceDateOf(now)), month })}>
      <GoLink href={paths.orders()}>{t('invoices.emptyAct')}</GoLink>
    </EmptyState>
  );
}
