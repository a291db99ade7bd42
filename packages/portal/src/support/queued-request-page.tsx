import { useState } from 'react';
import type { SupportRequest } from '../api/types.ts';
import { paths } from '../paths.ts';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { AssigneeSelect } from './assignee-select.tsx';
import { AskDialog, DeclineDialog } from './decide-dialogs.tsx';
import { RefundDecisionDialog } from './refund-decision-dialog.tsx';
import { codeWords, RequestFrame } from './request-frame.tsx';
import { Ending } from './request-page.tsx';

/** A request as the operator sees it, with what can be decided. */
export function QueuedRequestPage() {
  return (
    <RequestFrame
      side="operator"
      listHref={paths.supportQueue()}
      actions={(request) => <Decisions request={request} />}
      assignee={(request) => <AssigneeSelect request={request} />}
    />
  );
}

type Asked = 'refund' | 'decline' | 'ask';

function Decisions({ request }: { readonly request: SupportRequest }) {
  const { t } = useReader();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const { decide } = request.actions;
  const reason = decide.allowed ? undefined : codeWords(decide.code, t);
  return (
    <>
      {request.refund && (
        <PermittedButton appearance="primary" reason={reason} onClick={() => setAsked('refund')}>
          {t('decide.refund')}
        </PermittedButton>
      )}
      <PermittedButton reason={reason} onClick={() => setAsked('ask')}>
        {t('decide.ask')}
      </PermittedButton>
      <PermittedButton reason={reason} onClick={() => setAsked('decline')}>
        {t('decide.decline')}
      </PermittedButton>
      <Ending request={request} />
      {asked === 'refund' && <RefundDecisionDialog request={request} onClose={close} />}
      {asked === 'decline' && <DeclineDialog request={request} onClose={close} />}
      {asked === 'ask' && <AskDialog request={request} onClose={close} />}
    </>
  );
}
