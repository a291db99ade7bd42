import { makeStyles, Text } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../api/call.ts';
import { billingSettingsQuery } from '../api/operate-queries.ts';
import type { BillingSettings } from '../api/types.ts';
import { Page } from '../ui/page.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { settingsBody, settingsFields, settingsValues } from './billing-settings-fields.ts';
import { FormField } from './form-field.tsx';
import { fieldErrorsOf } from './form-values.ts';
import { Success } from './success.tsx';
import { useMarketNames } from './use-market-names.ts';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '12px', maxWidth: '640px' },
});

/** Who issues the documents, when a month is billed, and what waits for a person first. */
export function BillingSettingsPage() {
  const { t } = useReader();
  const settings = useQuery({ ...billingSettingsQuery, refetchOnWindowFocus: false });
  const retry = () => settings.refetch();
  return (
    <Page title={t('settings.title')} width="form">
      <Text>{t('settings.explain')}</Text>
      {settings.error && <ReadFailure error={settings.error} what={t('settings.failed')} onRetry={retry} />}
      {settings.data ? <SettingsForm settings={settings.data} /> : !settings.error && <LoadingLines />}
    </Page>
  );
}

function SettingsForm({ settings }: { readonly settings: BillingSettings }) {
  const styles = useStyles();
  const { t } = useReader();
  const permit = usePermit();
  const client = useQueryClient();
  const markets = useMarketNames();
  const [values, setValues] = useState(settingsValues(settings));
  const saving = useMutation({
    mutationFn: () => call('putBillingSettings', { body: settingsBody(values) }),
    onSuccess: (saved) => {
      client.setQueryData(billingSettingsQuery.queryKey, saved);
      setValues(settingsValues(saved));
    },
  });
  const errors = fieldErrorsOf(saving.error);
  const fields = settingsFields(t, markets.choices);
  const missing = fields.some(({ name, required }) => required && (values[name] ?? '').trim() === '');
  const reason = permit('settings.manage') ? (missing ? t('form.incomplete') : undefined) : t('reason.role');
  const save = () => {
    if (reason === undefined && !saving.isPending) saving.mutate();
  };
  return (
    <form
      noValidate
      className={styles.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save();
      }}
    >
      {fields.map((field) => (
        <FormField
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          error={errors.get(field.path ?? field.name)}
          onChange={(value) => {
            saving.reset();
            setValues((before) => ({ ...before, [field.name]: value }));
          }}
        />
      ))}
      <span>
        <PermittedButton appearance="primary" busy={saving.isPending} reason={reason} onClick={save}>
          {t('form.save')}
        </PermittedButton>
      </span>
      {saving.isSuccess && <Success text={t('settings.saved')} />}
      {saving.error && <ErrorState error={saving.error} what={t('settings.notSaved')} />}
    </form>
  );
}
