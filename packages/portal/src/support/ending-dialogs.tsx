import { call } from '../api/call.ts';
import type { SupportRequest } from '../api/types.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { useReader } from '../ui/reader.ts';

type Props = { readonly request: SupportRequest; readonly onClose: () => void };

const stale = [['support']];

export function CloseDialog({ request: { id }, onClose }: Props) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('request.close')}
      explain={t('request.closeExplain')}
      fields={() => [{ kind: 'lines', name: 'note', label: t('request.closeNote') }]}
      initial={{}}
      submit={t('request.close')}
      failed={t('request.notClosed')}
      permission="support.answer"
      stale={stale}
      send={({ note = '' }) =>
        call('closeSupportRequest', {
          params: { id },
          body: note.trim() === '' ? {} : { note: note.trim() },
        })
      }
      onClose={onClose}
    />
  );
}

export function ReopenDialog({ request: { id }, onClose }: Props) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('request.reopen')}
      fields={() => [{ kind: 'lines', name: 'note', label: t('request.reopenReason'), required: true }]}
      initial={{}}
      submit={t('request.reopen')}
      failed={t('request.notReopened')}
      permission="support.answer"
      stale={stale}
      send={({ note = '' }) => call('reopenSupportRequest', { params: { id }, body: { note: note.trim() } })}
      onClose={onClose}
    />
  );
}
