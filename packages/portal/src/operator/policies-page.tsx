import { Button, Link } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { policiesQuery } from '../api/operate-queries.ts';
import type { Policy } from '../api/types.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { families } from './families.ts';
import { PolicyForm } from './policy-form.tsx';
import { PolicyVersions } from './policy-versions.tsx';
import { PresetForm } from './preset-form.tsx';
import { useScopeWords } from './scope-words.ts';
import { windowWords } from './window-words.ts';

type Opened = { readonly what: 'new' | 'preset' } | { readonly what: 'versions'; readonly policy: Policy };

/** What may be cancelled for how long, by family, product, market and segment. */
export function PoliciesPage() {
  const { t } = useReader();
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  return (
    <Page
      title={t('policies.title')}
      actions={
        <>
          <Button appearance="primary" onClick={() => setOpened({ what: 'new' })}>
            {t('policies.new')}
          </Button>
          <Button onClick={() => setOpened({ what: 'preset' })}>{t('policies.preset')}</Button>
        </>
      }
    >
      <PolicyTable onVersions={(policy) => setOpened({ what: 'versions', policy })} />
      {opened?.what === 'new' && <PolicyForm onClose={close} />}
      {opened?.what === 'preset' && <PresetForm onClose={close} />}
      {opened?.what === 'versions' && <PolicyVersions policy={opened.policy} onClose={close} />}
    </Page>
  );
}

function PolicyTable({ onVersions }: { readonly onVersions: (policy: Policy) => void }) {
  const { t } = useReader();
  const scope = useScopeWords();
  const policies = useQuery(policiesQuery);
  if (policies.error) {
    const retry = () => policies.refetch();
    return <ReadFailure error={policies.error} what={t('policies.failed')} onRetry={retry} />;
  }
  if (!policies.data) return <LoadingLines lines={4} />;
  if (policies.data.items.length === 0) return <EmptyState text={t('policies.empty')} />;
  const columns: Column<Policy>[] = [
    { key: 'scope', title: t('policies.scope'), cell: scope },
    { key: 'window', title: t('policies.window'), cell: ({ window }) => windowWords(window, t) },
    {
      key: 'credit',
      title: t('policies.credit'),
      cell: ({ window, credit }) => (window === null ? '–' : t(`policies.credit.${credit}`)),
    },
    { key: 'zone', title: t('policies.zone'), cell: ({ zone }) => zone },
    {
      key: 'from',
      title: t('policies.from'),
      nowrap: true,
      cell: ({ effectiveFrom }) => <ExactDate at={effectiveFrom} withTime />,
    },
    {
      key: 'standing',
      title: t('policies.standing'),
      cell: ({ standing }) => (
        <StatusWord tone={standing === 'in_force' ? 'good' : 'waiting'}>
          {t(`policies.standing.${standing}`)}
        </StatusWord>
      ),
    },
    {
      key: 'version',
      title: t('policies.version'),
      cell: (policy) => (
        <Link
          as="button"
          aria-label={t('policies.versionsOf', { version: policy.version, scope: scope(policy) })}
          onClick={() => onVersions(policy)}
        >
          {t('policies.versionNumber', { version: policy.version })}
        </Link>
      ),
    },
  ];
  return (
    <DataTable
      label={t('policies.title')}
      columns={columns}
      rows={policies.data.items.toSorted(byFamily)}
      rowKey={({ id, version }) => `${id}:${version}`}
      groupOf={({ family }) => ({ key: family, heading: t(`familyName.${family}`) })}
    />
  );
}

function byFamily(a: Policy, b: Policy): number {
  return families.indexOf(a.family) - families.indexOf(b.family);
}
