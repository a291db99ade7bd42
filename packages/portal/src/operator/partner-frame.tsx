import type { ReactNode } from 'react';
import { usePartnerName } from '../billing/partner-name.tsx';
import { paths } from '../paths.ts';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';

type Props = { readonly title: string; readonly partnerId: string; readonly children: ReactNode };

/** A page below that of one partner. */
export function PartnerFrame({ title, partnerId, children }: Props) {
  const { t } = useReader();
  const crumbs = [
    { text: t('partners.title'), href: paths.partnerAccounts() },
    { text: usePartnerName(partnerId) ?? '…', href: paths.partnerAccount(partnerId) },
  ];
  return (
    <Page title={title} crumbs={crumbs}>
      {children}
    </Page>
  );
}
