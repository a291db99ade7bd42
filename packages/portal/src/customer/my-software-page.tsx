import { useQuery } from '@tanstack/react-query';
import { customerActs, mySoftwareQuery } from '../api/software-queries.ts';
import { paths } from '../paths.ts';
import { softwareStatuses } from '../software/software-filters.tsx';
import { SoftwareList } from '../software/software-list.tsx';
import { LinkTabs } from '../ui/link-tabs.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ForbiddenState } from '../ui/states.tsx';
import { oneOf, useUrlSearch } from '../ui/url-state.ts';

/** Billing → Your products → Software: the organisation's own keys and downloads, for its Global administrator. */
export function MySoftwarePage() {
  const { t } = useReader();
  const permit = usePermit();
  return (
    <Page
      title={t('mySoftware.title')}
      crumbs={[{ text: t('nav.billing') }]}
      below={
        <LinkTabs
          label={t('mySoftware.title')}
          tabs={[{ href: paths.mySoftware(), text: t('customer.software') }]}
        />
      }
    >
      {permit('my_software.read') ? <MySoftware /> : <ForbiddenState text={t('mySoftware.needsRole')} />}
    </Page>
  );
}

function MySoftware() {
  const [search] = useUrlSearch();
  const query = useQuery(
    mySoftwareQuery({
      status: oneOf(search.status, softwareStatuses),
      search: search.search,
      cursor: search.cursor,
    }),
  );
  return <SoftwareList query={query} acts={customerActs} />;
}
