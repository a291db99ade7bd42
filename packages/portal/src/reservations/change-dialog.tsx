import { Field, Input } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeReservation, cloudSubscriptionsQuery } from '../api/reservation-queries.ts';
import type { Reservation } from '../api/types.ts';
import { ChoiceSelect } from '../partner/choice-select.tsx';
import { useReader } from '../ui/reader.ts';
import { DialogFrame } from './dialog-frame.tsx';
import { ScopeFields } from './scope-fields.tsx';
import { useDeed } from './use-deed.ts';

type Props = {
  readonly customerId: string;
  readonly reservation: Reservation;
  readonly onClose: () => void;
};

/** Name, scope, and the cloud subscription that a single scope is for. */
export function ChangeDialog({ customerId, reservation, onClose }: Props) {
  const { t } = useReader();
  const [name, setName] = useState(reservation.name);
  const [scope, setScope] = useState(reservation.scope);
  const [chosen, setChosen] = useState(reservation.cloudSubscription?.id ?? '');
  const subscriptions = useQuery(cloudSubscriptionsQuery(customerId)).data?.items ?? [];
  const { busy, failure, run } = useDeed(customerId, onClose);
  const ids = ['', ...subscriptions.map(({ id }) => id)];
  const hindrance =
    name.trim() === ''
      ? t('reservation.nameEmpty')
      : scope === 'single' && chosen === ''
        ? t('reservation.scope.singleExplain')
        : undefined;
  const save = () =>
    run(() =>
      changeReservation(customerId, reservation, {
        name: name.trim(),
        scope,
        cloudSubscriptionId: chosen === '' ? null : chosen,
      }),
    );
  return (
    <DialogFrame
      title={t('reservation.change')}
      submit={t('reservation.changeSave')}
      reason={hindrance}
      busy={busy}
      failure={failure}
      failed={t('reservation.changeFailed')}
      onSubmit={save}
      onClose={onClose}
    >
      <Field label={t('reservations.name')} required>
        <Input value={name} maxLength={200} onChange={(_, data) => setName(data.value)} />
      </Field>
      <ScopeFields scope={scope} onChoose={setScope} />
      <ChoiceSelect
        label={t('reservation.subscription')}
        values={ids}
        chosen={chosen}
        name={(id) => subscriptions.find((one) => one.id === id)?.name ?? t('reservation.noSubscription')}
        onChoose={setChosen}
      />
    </DialogFrame>
  );
}
