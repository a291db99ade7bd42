import { Button, Field, Input, Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { confirmCode } from '../api/session-queries.ts';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';
import { codeNow } from './demo-code.ts';
import type { DemoPerson } from './demo-people.tsx';
import { useFormStyles } from './password-form.tsx';

type Props = {
  readonly person: DemoPerson | undefined;
  readonly onDone: () => void;
  readonly onBack: () => void;
};

export function CodeForm({ person, onDone, onBack }: Props) {
  const styles = useFormStyles();
  const { t } = useReader();
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      await confirmCode(client, code);
      onDone();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Text>{t('signIn.codeExplain')}</Text>
      <Field label={t('signIn.code')}>
        <Input
          autoFocus
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]{6}"
          maxLength={6}
          required
          value={code}
          onChange={(_, data) => setCode(data.value.replace(/\D/g, ''))}
        />
      </Field>
      {person && <DemoCode secret={person.totpSecret} onUse={setCode} />}
      {failure !== undefined && <ErrorState error={failure} what={t('signIn.failed')} />}
      <Button type="submit" appearance="primary" disabledFocusable={busy}>
        {busy ? t('signIn.busy') : t('signIn.confirm')}
      </Button>
      <Button appearance="subtle" onClick={onBack}>
        {t('signIn.back')}
      </Button>
    </form>
  );
}

type DemoCodeProps = { readonly secret: string; readonly onUse: (code: string) => void };

/** In a demo nobody has an authenticator for these people, so the page computes the code itself. */
function DemoCode({ secret, onUse }: DemoCodeProps) {
  const { t } = useReader();
  const [code, setCode] = useState('');
  useEffect(() => {
    // The browser's clock, as an authenticator would use it.
    const show = () => codeNow(secret, Date.now()).then(setCode, () => setCode(''));
    show();
    const timer = setInterval(show, 1000);
    return () => clearInterval(timer);
  }, [secret]);
  if (code === '') return null;
  return (
    <Button size="small" onClick={() => onUse(code)}>
      {t('signIn.demoCode', { code })}
    </Button>
  );
}
