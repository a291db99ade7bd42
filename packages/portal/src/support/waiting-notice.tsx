import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { type SupportFilter, supportRequestsQuery } from '../api/support-queries.ts';
import type { MessageKey } from '../locales/messages.ts';
import { paths } from '../paths.ts';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';

/** On the first page of a partner: what waits for its answer. Nothing waits: nothing is said. */
export function NeedsAnswerNotice() {
  return (
    <Waiting
      filter={{ status: 'attention_needed' }}
      words="support.needYou"
      href={paths.supportRequests({ status: 'attention_needed' })}
    />
  );
}

/** On the first page of the operator: whom an answer is owed. */
export function OverdueNotice() {
  return (
    <Waiting
      filter={{ overdue: 'true' }}
      words="support.overdue"
      href={paths.supportQueue({ overdue: 'true' })}
    />
  );
}

type Props = { readonly filter: SupportFilter; readonly words: MessageKey; readonly href: string };

/** As many as one page of the list holds are counted. */
function Waiting({ filter, words, href }: Props) {
  const { t } = useReader();
  const permit = usePermit();
  const { data } = useQuery({ ...supportRequestsQuery(filter), enabled: permit('support.read') });
  const count = data?.items.length ?? 0;
  if (count === 0) return null;
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        {t(words, { count })} <GoLink href={href}>{t('support.toThem')}</GoLink>
      </MessageBarBody>
    </MessageBar>
  );
}
