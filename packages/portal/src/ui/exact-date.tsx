import { Tooltip } from '@fluentui/react-components';
import { useReader } from './reader.ts';

/** "12 Mar 2026" with the exact instant behind it; the whole portal shows UTC, as windows and invoices do. */
export function ExactDate({ at, withTime }: { readonly at: string; readonly withTime?: boolean }) {
  const { date, instant, exact } = useReader();
  return (
    <Tooltip content={exact(at)} relationship="description">
      <time dateTime={at}>{withTime ? instant(at) : date(at)}</time>
    </Tooltip>
  );
}
