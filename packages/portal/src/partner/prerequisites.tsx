import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import type { Cart } from '../api/types.ts';
import type { MessageKey } from '../locales/messages.ts';
import { paths } from '../paths.ts';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';

const words: Readonly<Record<string, MessageKey>> = {
  customer_agreement: 'prerequisite.agreement',
  agreement: 'prerequisite.agreement',
  cloud_subscription: 'prerequisite.cloudSubscription',
  inventory: 'prerequisite.inventory',
};

type Props = { readonly customerId: string; readonly prerequisites: Cart['prerequisites'] };

/** What must be there before this can be bought, and where to see to it. */
export function Prerequisites({ customerId, prerequisites }: Props) {
  const { t } = useReader();
  return prerequisites
    .filter(({ satisfied }) => !satisfied)
    .map(({ code }) => (
      <MessageBar key={code} intent="warning" layout="multiline">
        <MessageBarBody>
          {t(words[code] ?? 'prerequisite.other', { code })}{' '}
          <GoLink href={paths.customer(customerId)}>{t('prerequisite.toCustomer')}</GoLink>
        </MessageBarBody>
      </MessageBar>
    ));
}
