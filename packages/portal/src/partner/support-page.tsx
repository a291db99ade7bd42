import { Text } from '@fluentui/react-components';
import { CopyButton } from '../ui/copy-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { useUrlSearch } from '../ui/url-state.ts';

/** Where a refused cancel leads: what the operator needs to know to decide it, ready to be quoted. */
export function SupportPage() {
  const { t } = useReader();
  const [{ order, lines }] = useUrlSearch();
  const facts = [
    { term: t('support.type'), fact: t('support.refund') },
    ...(order
      ? [
          {
            term: t('orders.number'),
            fact: (
              <>
                {order} <CopyButton text={order} what={t('orders.number')} />
              </>
            ),
          },
        ]
      : []),
    ...(lines ? [{ term: t('support.lines'), fact: lines.split(',').join(', ') }] : []),
  ];
  return (
    <Page title={t('support.title')} width="form">
      <Text>{t('support.explain')}</Text>
      <Facts facts={facts} />
    </Page>
  );
}
