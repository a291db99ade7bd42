import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { partnerActs, softwareQuery } from '../api/software-queries.ts';
import type { SoftwareItem } from '../api/types.ts';
import { paths } from '../paths.ts';
import { softwareStatuses } from '../software/software-filters.tsx';
import { SoftwareList } from '../software/software-list.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { oneOf, usePathParam, useUrlSearch } from '../ui/url-state.ts';
import { CancelDialog } from './cancel/cancel-dialog.tsx';
import { AddProductsButton, CustomerPage } from './customer-page.tsx';

export function SoftwarePage() {
  const { t } = useReader();
  const customerId = usePathParam('customerId');
  return (
    <CustomerPage title={t('customer.software')} actions={<AddProductsButton customerId={customerId} />}>
      {(customer) => <Software customerId={customerId} customerName={customer.name} />}
    </CustomerPage>
  );
}

type Props = { readonly customerId: string; readonly customerName: string };

function Software({ customerId, customerName }: Props) {
  const { t } = useReader();
  const permit = usePermit();
  const [search] = useUrlSearch();
  const query = useQuery(
    softwareQuery(customerId, {
      status: oneOf(search.status, softwareStatuses),
      search: search.search,
      cursor: search.cursor,
    }),
  );
  const [chosen, setChosen] = useState<ReadonlyMap<string, SoftwareItem>>(new Map());
  const [cancelling, setCancelling] = useState<readonly SoftwareItem[]>();
  const toggle = (item: SoftwareItem) =>
    setChosen((before) => {
      const after = new Map(before);
      if (!after.delete(item.entitlementId)) after.set(item.entitlementId, item);
      return after;
    });
  const close = () => {
    setCancelling(undefined);
    setChosen(new Map());
  };
  const bulk = chosen.size > 0 && (
    <PermittedButton
      reason={permit('orders.cancel') ? undefined : t('reason.role')}
      onClick={() => setCancelling([...chosen.values()])}
    >
      {t('software.cancelSelected', { count: chosen.size })}
    </PermittedButton>
  );
  return (
    <>
      <SoftwareList
        query={query}
        acts={partnerActs(customerId)}
        empty={<AddProductsButton customerId={customerId} />}
        bulk={bulk}
        onCancel={(item) => setCancelling([item])}
        orderHref={(item) => paths.order(customerId, item.orderId)}
        {...(permit('orders.cancel') ? { selection: { chosen: new Set(chosen.keys()), toggle } } : {})}
      />
      {cancelling && (
        <CancelDialog
          customerId={customerId}
          customerName={customerName}
          items={cancelling}
          onClose={close}
        />
      )}
    </>
  );
}
