import { Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { registerCloudSubscription } from '../api/reservation-queries.ts';
import { useReader } from '../ui/reader.ts';
import { DialogFrame } from './dialog-frame.tsx';
import { useDeed } from './use-deed.ts';

type Props = { readonly customerId: string; readonly onClose: () => void };

export function RegisterSubscriptionDialog({ customerId, onClose }: Props) {
  const { t } = useReader();
  const [name, setName] = useState('');
  const [id, setId] = useState('');
  const { busy, failure, run } = useDeed(customerId, onClose);
  const register = () =>
    run(() =>
      registerCloudSubscription(customerId, {
        name: name.trim(),
        ...(id.trim() === '' ? {} : { id: id.trim() }),
      }),
    );
  return (
    <DialogFrame
      title={t('cloudSubscription.register')}
      submit={t('cloudSubscription.registerNow')}
      reason={name.trim() === '' ? t('cloudSubscription.nameEmpty') : undefined}
      busy={busy}
      failure={failure}
      failed={t('cloudSubscription.failed')}
      onSubmit={register}
      onClose={onClose}
    >
      <Field label={t('cloudSubscription.name')} required>
        <Input value={name} maxLength={200} onChange={(_, data) => setName(data.value)} />
      </Field>
      <Field label={t('cloudSubscription.id')} hint={t('cloudSubscription.idHint')}>
        <Input value={id} maxLength={60} onChange={(_, data) => setId(data.value)} />
      </Field>
    </DialogFrame>
  );
}
