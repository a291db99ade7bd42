import type { ReactNode } from 'react';
import { paths } from '../paths.ts';
import { LinkTabs } from '../ui/link-tabs.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ForbiddenState } from '../ui/states.tsx';

/** Billing → Your products: what the Global administrator sees, and what anybody else is told instead. */
export function MyProductsPage({ children }: { readonly children: ReactNode }) {
  const { t } = useReader();
  const permit = usePermit();
  const tabs = [
    { href: paths.mySoftware(), text: t('customer.software') },
    { href: paths.mySoftwareHistory(), text: t('mySoftware.history') },
  ];
  return (
    <Page
      title={t('mySoftware.title')}
      crumbs={[{ text: t('nav.billing') }]}
      below={<LinkTabs label={t('mySoftware.title')} tabs={tabs} />}
    >
      {permit('my_software.read') ? children : <ForbiddenState text={t('mySoftware.needsRole')} />}
    </Page>
  );
}
