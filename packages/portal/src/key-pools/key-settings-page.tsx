import { Button, MessageBar, MessageBarBody, makeStyles, Text, Title3 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { call } from '../api/call.ts';
import {
  artifactPolicyQuery,
  keyPolicyQuery,
  keyStatusQuery,
  licenceKeysQuery,
} from '../api/key-pool-queries.ts';
import type { KeyPolicy, KeyStatus, LicenceKey } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { Success } from '../operator/success.tsx';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Facts } from '../ui/facts.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';

const useStyles = makeStyles({ heading: { margin: '8px 0 0' } });

/** What holds for keys of every SKU, and the keys that seal and sign; none of these is ever shown. */
export function KeySettingsPage() {
  const { t } = useReader();
  return (
    <Page title={t('keySettings.title')} crumbs={[{ text: t('keyPools.title'), href: paths.keyPools() }]}>
      <Part title={t('keySettings.policy')}>
        <Policy />
      </Part>
      <Part title={t('keySettings.artifacts')}>
        <Retention />
      </Part>
      <Part title={t('keySettings.licenceKeys')}>
        <LicenceKeys />
      </Part>
      <Part title={t('keySettings.dataKeys')}>
        <DataKeys />
      </Part>
    </Page>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const styles = useStyles();
  return (
    <>
      <Title3 as="h2" className={styles.heading}>
        {title}
      </Title3>
      {children}
    </>
  );
}

function Policy() {
  const { t, locale } = useReader();
  const [open, setOpen] = useState(false);
  const policy = useQuery(keyPolicyQuery);
  if (policy.error) {
    const retry = () => policy.refetch();
    return <ReadFailure error={policy.error} what={t('keySettings.failed')} onRetry={retry} />;
  }
  if (!policy.data) return <LoadingLines lines={2} />;
  const { replacementsAYear, lowStockThreshold } = policy.data;
  return (
    <>
      <Facts
        facts={[
          { term: t('keySettings.replacements'), fact: formatCount(replacementsAYear, locale) },
          { term: t('keySettings.lowStock'), fact: formatCount(lowStockThreshold, locale) },
        ]}
      />
      <span>
        <Button
          onClick={() => setOpen(true)}
          aria-label={t('keySettings.changeOf', { what: t('keySettings.policy') })}
        >
          {t('keyPools.changeKeys')}
        </Button>
      </span>
      {open && <PolicyForm policy={policy.data} onClose={() => setOpen(false)} />}
    </>
  );
}

function PolicyForm({ policy, onClose }: { readonly policy: KeyPolicy; readonly onClose: () => void }) {
  const { t } = useReader();
  const number = { kind: 'text', numeric: true, required: true } as const;
  return (
    <FormDialog
      title={t('keySettings.policy')}
      explain={t('keySettings.policyExplain')}
      fields={() => [
        { ...number, name: 'replacementsAYear', label: t('keySettings.replacements'), maxLength: 4 },
        { ...number, name: 'lowStockThreshold', label: t('keySettings.lowStock'), maxLength: 7 },
      ]}
      initial={{
        replacementsAYear: String(policy.replacementsAYear),
        lowStockThreshold: String(policy.lowStockThreshold),
      }}
      submit={t('form.save')}
      failed={t('keyPools.notSaved')}
      permission="settings.manage"
      stale={[['settings', 'keys'], ['key-pools']]}
      send={({ replacementsAYear, lowStockThreshold }) =>
        call('putKeyPolicy', {
          body: {
            replacementsAYear: Number(replacementsAYear),
            lowStockThreshold: Number(lowStockThreshold),
          },
        })
      }
      onClose={onClose}
    />
  );
}

function Retention() {
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  const policy = useQuery(artifactPolicyQuery);
  if (policy.error) {
    const retry = () => policy.refetch();
    return <ReadFailure error={policy.error} what={t('keySettings.failed')} onRetry={retry} />;
  }
  if (!policy.data) return <LoadingLines lines={1} />;
  const { retentionDays } = policy.data;
  return (
    <>
      <Text>{t('skuArtifacts.kept', { count: retentionDays })}</Text>
      <span>
        <Button
          onClick={() => setOpen(true)}
          aria-label={t('keySettings.changeOf', { what: t('keySettings.artifacts') })}
        >
          {t('keyPools.changeKeys')}
        </Button>
      </span>
      {open && (
        <FormDialog
          title={t('keySettings.artifacts')}
          explain={t('keySettings.artifactsExplain')}
          fields={() => [
            {
              kind: 'text',
              name: 'retentionDays',
              label: t('keySettings.retentionDays'),
              numeric: true,
              required: true,
              maxLength: 4,
            },
          ]}
          initial={{ retentionDays: String(retentionDays) }}
          submit={t('form.save')}
          failed={t('keyPools.notSaved')}
          permission="settings.manage"
          stale={[['settings', 'artifacts']]}
          send={(values) =>
            call('putArtifactPolicy', { body: { retentionDays: Number(values.retentionDays) } })
          }
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function LicenceKeys() {
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<string>();
  const keys = useQuery(licenceKeysQuery);
  if (keys.error) {
    const retry = () => keys.refetch();
    return <ReadFailure error={keys.error} what={t('keySettings.failed')} onRetry={retry} />;
  }
  if (!keys.data) return <LoadingLines lines={3} />;
  const columns: Column<LicenceKey>[] = [
    { key: 'kid', title: t('keySettings.keyId'), cell: ({ kid }) => kid },
    {
      key: 'state',
      title: t('software.status'),
      cell: ({ until }) =>
        until === null ? (
          <StatusWord tone="good">{t('keySettings.signs')}</StatusWord>
        ) : (
          <StatusWord tone="off">{t('keySettings.verifies')}</StatusWord>
        ),
    },
    {
      key: 'since',
      title: t('keySettings.since'),
      nowrap: true,
      cell: ({ since }) => <ExactDate at={since} />,
    },
    {
      key: 'until',
      title: t('keySettings.until'),
      nowrap: true,
      cell: ({ until }) => (until === null ? '–' : <ExactDate at={until} />),
    },
  ];
  return (
    <>
      <Text>{t('keySettings.licenceKeysExplain')}</Text>
      {made !== undefined && <Success text={t('keySettings.rotated', { key: made })} />}
      <DataTable
        label={t('keySettings.licenceKeys')}
        columns={columns}
        rows={keys.data.keys}
        rowKey={({ kid }) => kid}
      />
      <span>
        <Button onClick={() => setOpen(true)}>{t('keySettings.rotate')}</Button>
      </span>
      {open && (
        <FormDialog
          title={t('keySettings.rotate')}
          explain={t('keySettings.rotateExplain')}
          fields={() => [
            {
              kind: 'text',
              name: 'verifiesDays',
              label: t('keySettings.verifiesDays'),
              hint: t('keySettings.verifiesDaysHint'),
              numeric: true,
              maxLength: 5,
            },
          ]}
          initial={{ verifiesDays: '' }}
          submit={t('keySettings.rotate')}
          failed={t('keyPools.notSaved')}
          permission="keys.manage"
          stale={[['licence-keys']]}
          send={({ verifiesDays = '' }) =>
            call('rotateLicenceKey', {
              body: verifiesDays.trim() === '' ? {} : { verifiesDays: Number(verifiesDays) },
            })
          }
          onDone={({ keyId }) => setMade(keyId)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

type DataKey = KeyStatus['dataKeys'][number];

function DataKeys() {
  const { t, locale } = useReader();
  const status = useQuery(keyStatusQuery);
  if (status.error) {
    const retry = () => status.refetch();
    return <ReadFailure error={status.error} what={t('keySettings.failed')} onRetry={retry} />;
  }
  if (!status.data) return <LoadingLines lines={3} />;
  const columns: Column<DataKey>[] = [
    { key: 'id', title: t('keySettings.number'), numeric: true, cell: ({ id }) => id },
    {
      key: 'purpose',
      title: t('keySettings.purpose'),
      cell: ({ purpose }) => t(`keySettings.purpose.${purpose}`),
    },
    {
      key: 'state',
      title: t('software.status'),
      cell: ({ retired }) => (
        <StatusWord tone={retired ? 'off' : 'good'}>
          {t(retired ? 'keySettings.retired' : 'keySettings.inUse')}
        </StatusWord>
      ),
    },
    {
      key: 'rows',
      title: t('keySettings.rows'),
      numeric: true,
      cell: ({ purpose, rows }) => (purpose === 'lookup' ? '–' : formatCount(Number(rows), locale)),
    },
  ];
  return (
    <>
      {status.data.masterKeyChanging && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('keySettings.masterKeyChanging')}</MessageBarBody>
        </MessageBar>
      )}
      <Text>{t('keySettings.dataKeysExplain')}</Text>
      <DataTable
        label={t('keySettings.dataKeys')}
        columns={columns}
        rows={status.data.dataKeys}
        rowKey={({ id }) => String(id)}
      />
    </>
  );
}
