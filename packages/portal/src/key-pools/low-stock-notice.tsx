import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { keyPoolsQuery } from '../api/key-pool-queries.ts';
import { useReader } from '../ui/reader.ts';

const named = 3;

/** Which pools need keys, where there are any. */
export function LowStockNotice() {
  const { t } = useReader();
  const low = useQuery(keyPoolsQuery({ low: 'true' }));
  if (!low.data || low.data.items.length === 0) return null;
  const names = low.data.items.slice(0, named).map(({ productTitle, free }) => `${productTitle} (${free})`);
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('keyPools.lowTitle', { count: low.data.items.length })}</MessageBarTitle>
        {names.join(', ')}
        {low.data.items.length > names.length ? '…' : ''}
      </MessageBarBody>
    </MessageBar>
  );
}
