import { Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OfLog } from '../api/activity-queries.ts';
import { call } from '../api/call.ts';
import { unusualSettingsQuery } from '../api/log-settings-queries.ts';
import type { UnusualSettings } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { Success } from '../operator/success.tsx';
import { Facts } from '../ui/facts.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { Section } from './section.tsx';

/** What the account calls unusual: seen and changed by those who answer for the log. */
export function UnusualRules({ log }: { readonly log: OfLog }) {
  const { t, locale } = useReader();
  const permit = usePermit();
  const allowed = permit('activity.manage');
  const settings = useQuery({ ...unusualSettingsQuery(log), enabled: allowed });
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState(false);
  const told = (on: boolean) => (
    <StatusWord tone={on ? 'good' : 'off'}>{t(on ? 'unusual.on' : 'unusual.off')}</StatusWord>
  );
  const { data } = settings;
  return (
    <Section
      title={t('unusual.rules')}
      explain={t('unusual.rulesExplain')}
      acts={
        (data || !allowed) && (
          <PermittedButton
            reason={allowed ? undefined : t('logSettings.needsGlobal')}
            aria-label={t('logSettings.changeOf', { what: t('unusual.rules') })}
            onClick={() => setOpen(true)}
          >
            {t('form.change')}
          </PermittedButton>
        )
      }
    >
      {saved && <Success text={t('unusual.saved')} />}
      {!allowed ? (
        <Text>{t('logSettings.needsGlobal')}</Text>
      ) : settings.error ? (
        <ReadFailure error={settings.error} what={t('unusual.failed')} onRetry={() => settings.refetch()} />
      ) : !data ? (
        <LoadingLines lines={3} />
      ) : (
        <Facts
          facts={[
            {
              term: t('unusual.manyKeys'),
              fact: t('unusual.manyKeysFrom', { count: formatCount(data.manyKeys, locale) }),
            },
            { term: t('unusual.night'), fact: told(data.night) },
            { term: t('unusual.newCountry'), fact: told(data.newCountry) },
          ]}
        />
      )}
      {open && data && (
        <RulesForm settings={data} log={log} onDone={() => setSaved(true)} onClose={() => setOpen(false)} />
      )}
    </Section>
  );
}

type FormProps = {
  readonly settings: UnusualSettings;
  readonly log: OfLog;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

function RulesForm({ settings, log, onDone, onClose }: FormProps) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('unusual.rules')}
      explain={t('unusual.formExplain')}
      fields={() => [
        { kind: 'tick', name: 'night', label: t('unusual.night') },
        { kind: 'tick', name: 'newCountry', label: t('unusual.newCountry') },
        {
          kind: 'text',
          name: 'manyKeys',
          label: t('unusual.manyKeysField'),
          hint: t('unusual.manyKeysHint'),
          numeric: true,
          required: true,
          maxLength: 5,
        },
      ]}
      initial={{
        manyKeys: String(settings.manyKeys),
        night: settings.night ? 'yes' : '',
        newCountry: settings.newCountry ? 'yes' : '',
      }}
      submit={t('form.save')}
      failed={t('logSettings.notSaved')}
      permission="activity.manage"
      stale={[['settings', 'unusual-activity']]}
      send={({ manyKeys, night, newCountry }) =>
        call('putUnusualSettings', {
          query: log,
          body: { manyKeys: Number(manyKeys), night: night === 'yes', newCountry: newCountry === 'yes' },
        })
      }
      onDone={onDone}
      onClose={onClose}
    />
  );
}
