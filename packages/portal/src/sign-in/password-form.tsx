import { Button, Field, Input, makeStyles } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { signIn } from '../api/session-queries.ts';
import type { PortalName } from '../paths.ts';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';
import type { DemoPerson } from './demo-people.tsx';

export const useFormStyles = makeStyles({ form: { display: 'grid', rowGap: '12px' } });

type Props = {
  readonly portal: PortalName;
  readonly person: DemoPerson | undefined;
  readonly onDone: (next: 'signed_in' | 'code') => void;
};

export function PasswordForm({ portal, person, onDone }: Props) {
  const styles = useFormStyles();
  const { t } = useReader();
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    if (!person) return;
    setEmail(person.email);
    setPassword(person.password);
  }, [person]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      onDone(await signIn(client, { email: email.trim(), password, portal }));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label={t('signIn.email')}>
        <Input
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          value={email}
          onChange={(_, data) => setEmail(data.value)}
        />
      </Field>
      <Field label={t('signIn.password')}>
        <Input
          type="password"
          autoComplete="current-password"
          required
          maxLength={200}
          value={password}
          onChange={(_, data) => setPassword(data.value)}
        />
      </Field>
      {failure !== undefined && <ErrorState error={failure} what={t('signIn.failed')} />}
      <Button type="submit" appearance="primary" disabledFocusable={busy}>
        {busy ? t('signIn.busy') : t('signIn.submit')}
      </Button>
    </form>
  );
}
