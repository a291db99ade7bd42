import { useQuery } from '@tanstack/react-query';
import { customerActs, mySoftwareQuery } from '../api/software-queries.ts';
import { softwareStatuses } from '../software/software-filters.tsx';
import { SoftwareList } from '../software/software-list.tsx';
import { oneOf, useUrlSearch } from '../ui/url-state.ts';
import { MyProductsPage } from './my-products-page.tsx';

/** Billing → Your products → Software: the organisation's own keys and downloads, for its Global administrator. */
export function MySoftwarePage() {
  return (
    <MyProductsPage>
      <MySoftware />
    </MyProductsPage>
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
