import { Button, Field, Input, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerDevice, deviceQuery } from '../api/consent-queries.ts';
import { paths } from '../paths.ts';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';
import { Ask } from './ask.tsx';
import { ConsentFrame } from './consent-frame.tsx';

/** A device without a browser shows a code; here its person types it. */
export function DevicePage() {
  const { t } = useReader();
  const [typed, setTyped] = useState('');
  const [code, setCode] = useState('');
  const [answered, setAnswered] = useState<'allowed' | 'declined'>();
  const asked = useQuery(deviceQuery(code));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setCode(typed.trim());
    if (typed.trim() === code) asked.refetch();
  };
  const answer = async (approved: boolean) => {
    await answerDevice(code, approved);
    setAnswered(approved ? 'allowed' : 'declined');
  };
  return (
    <ConsentFrame title={t('device.title')} returnTo={paths.device()}>
      {answered !== undefined ? (
        <Text role="status">{t(`device.${answered}`)}</Text>
      ) : asked.data ? (
        <Ask {...asked.data} onAnswer={answer} />
      ) : (
        <form onSubmit={submit} style={{ display: 'grid', rowGap: '12px' }}>
          <Text>{t('device.explain')}</Text>
          <Field label={t('device.code')}>
            <Input
              required
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={20}
              value={typed}
              onChange={(_, data) => setTyped(data.value)}
            />
          </Field>
          {asked.isError && <ErrorState error={asked.error} what={t('device.failed')} />}
          <Button type="submit" appearance="primary" disabledFocusable={asked.isFetching}>
            {t('device.next')}
          </Button>
        </form>
      )}
    </ConsentFrame>
  );
}
