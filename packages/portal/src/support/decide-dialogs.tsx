import { useState } from 'react';
import { call } from '../api/call.ts';
import type { SupportRequest } from '../api/types.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { useReader } from '../ui/reader.ts';

type Props = { readonly request: SupportRequest; readonly onClose: () => void };

const stale = [['support']];
const newKey = (): string => crypto.randomUUID();

/** No, and why not. */
export function DeclineDialog({ request, onClose }: Props) {
  const { t } = useReader();
  const send = useDecision(request, 'decline');
  return (
    <FormDialog
      title={t('decide.declineTitle')}
      explain={t('decide.declineExplain')}
      fields={() => [
        {
          kind: 'lines',
          name: 'note',
          label: t('decide.reason'),
          hint: t('decide.reasonHint'),
          required: true,
        },
      ]}
      initial={{}}
      submit={t('decide.decline')}
      failed={t('decide.notDecided')}
      permission="support.decide"
      stale={stale}
      send={({ note = '' }) => send(note.trim())}
      onClose={onClose}
    />
  );
}

/** What is missing; the request waits for the partner from then on. */
export function AskDialog({ request, onClose }: Props) {
  const { t } = useReader();
  const send = useDecision(request, 'ask');
  return (
    <FormDialog
      title={t('decide.askTitle')}
      fields={() => [
        {
          kind: 'lines',
          name: 'note',
          label: t('decide.question'),
          hint: t('decide.questionHint'),
          required: true,
        },
      ]}
      initial={{}}
      submit={t('decide.ask')}
      failed={t('decide.notDecided')}
      permission="support.decide"
      stale={stale}
      send={({ note = '' }) => send(note.trim())}
      onClose={onClose}
    />
  );
}

function useDecision({ id }: SupportRequest, decision: 'ask' | 'decline') {
  const [key] = useState(newKey);
  return (note: string) =>
    call(
      'decideSupportRequest',
      { params: { id }, body: { decision, note } },
      { headers: { 'idempotency-key': key } },
    );
}
