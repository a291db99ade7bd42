import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useState } from 'react';
import type { SupportRequest } from '../api/types.ts';
import { paths } from '../paths.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { useUrlSearch } from '../ui/url-state.ts';
import { CloseDialog, ReopenDialog } from './ending-dialogs.tsx';
import { RequestFrame } from './request-frame.tsx';

/** A request as whoever reported it sees it. */
export function RequestPage() {
  return (
    <RequestFrame
      side="partner"
      listHref={paths.supportRequests()}
      actions={(request) => <Ending request={request} />}
      above={(request) => <Notices request={request} />}
    />
  );
}

/** Closing what needs nothing more, and opening again what was closed too soon. */
export function Ending({ request }: { readonly request: SupportRequest }) {
  const { t } = useReader();
  const [asked, setAsked] = useState<'close' | 'reopen'>();
  const close = () => setAsked(undefined);
  const { actions } = request;
  return (
    <>
      {actions.close.allowed && (
        <PermittedButton onClick={() => setAsked('close')}>{t('request.close')}</PermittedButton>
      )}
      {actions.reopen.allowed && (
        <PermittedButton onClick={() => setAsked('reopen')}>{t('request.reopen')}</PermittedButton>
      )}
      {asked === 'close' && <CloseDialog request={request} onClose={close} />}
      {asked === 'reopen' && <ReopenDialog request={request} onClose={close} />}
    </>
  );
}

/** What the reader should know first: that it has arrived, or that it waits for them. */
function Notices({ request: { number, status, target } }: { readonly request: SupportRequest }) {
  const { t, instant } = useReader();
  const [{ reported }] = useUrlSearch();
  if (status === 'attention_needed') {
    return (
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t('request.attention')}</MessageBarTitle>
          {t('request.attentionExplain')}
        </MessageBarBody>
      </MessageBar>
    );
  }
  if (reported !== 'yes' || status === 'closed') return null;
  return (
    <MessageBar intent="success" layout="multiline" role="status">
      <MessageBarBody>
        <MessageBarTitle>
          <span>{t('report.done', { number })}</span>{' '}
          <CopyButton text={number} what={t('report.copyNumber')} />
        </MessageBarTitle>
        {target.dueAt && t('report.doneExplain', { at: instant(target.dueAt) })}
      </MessageBarBody>
    </MessageBar>
  );
}
