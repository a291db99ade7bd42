import type { ReactNode } from 'react';
import { paths } from '../paths.ts';
import { LinkTabs } from '../ui/link-tabs.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';

type Props = { readonly actions?: ReactNode; readonly children: ReactNode };

/** The frame of a partner's billing pages. */
export function PartnerBilling(props: Props) {
  const { t } = useReader();
  const tabs = [
    { href: paths.billing(), text: t('billing.invoices') },
    { href: paths.statement(), text: t('billing.statement') },
  ];
  return (
    <Page title={t('nav.billing')} below={<LinkTabs label={t('nav.billing')} tabs={tabs} />} {...props} />
  );
}

/** The frame of an operator's billing pages. */
export function OperatorBilling(props: Props) {
  const { t } = useReader();
  const tabs = [
    { href: paths.billingRuns(), text: t('billing.runs') },
    { href: paths.partnerInvoices(), text: t('billing.invoices') },
    { href: paths.payments(), text: t('payments.title') },
    { href: paths.bankStatements(), text: t('bank.title') },
    { href: paths.reconciliation(), text: t('billing.reconciliation') },
  ];
  return (
    <Page title={t('nav.billing')} below={<LinkTabs label={t('nav.billing')} tabs={tabs} />} {...props} />
  );
}
