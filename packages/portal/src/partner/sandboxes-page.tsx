import { makeStyles, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sandboxesQuery } from '../api/sandbox-queries.ts';
import type { Sandbox } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit, useSession } from '../ui/session.ts';
import { EmptyState, ForbiddenState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { DeleteSandboxDialog } from './delete-sandbox-dialog.tsx';
import { NewSandboxDialog } from './new-sandbox-dialog.tsx';

const useStyles = makeStyles({
  explain: { maxWidth: '72ch' },
  clock: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', rowGap: '2px' },
  name: { overflowWrap: 'anywhere' },
});

export function SandboxesPage() {
  const styles = useStyles();
  const { t } = useReader();
  const permit = usePermit();
  const { account } = useSession();
  const [creating, setCreating] = useState(false);
  if (!permit('sandboxes.manage')) {
    return (
      <Page title={t('sandboxes.title')}>
        <ForbiddenState text={t('sandboxes.needsRole')} />
      </Page>
    );
  }
  const create = (
    <PermittedButton
      appearance="primary"
      reason={account?.sandbox ? t('sandboxes.inside') : undefined}
      onClick={() => setCreating(true)}
    >
      {t('sandboxes.create')}
    </PermittedButton>
  );
  return (
    <Page title={t('sandboxes.title')} actions={create}>
      <Text className={styles.explain}>{t('sandboxes.explain')}</Text>
      <SandboxList />
      {creating && <NewSandboxDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}

function SandboxList() {
  const styles = useStyles();
  const { t, locale } = useReader();
  const [{ cursor }] = useUrlSearch();
  const sandboxes = useQuery(sandboxesQuery({ cursor }));
  const [leaving, setLeaving] = useState<Sandbox>();
  if (sandboxes.error) {
    const retry = () => sandboxes.refetch();
    return <ReadFailure error={sandboxes.error} what={t('sandboxes.failed')} onRetry={retry} />;
  }
  if (!sandboxes.data) return <LoadingLines lines={4} />;
  if (sandboxes.data.items.length === 0) return <EmptyState text={t('sandboxes.empty')} />;
  const columns: Column<Sandbox>[] = [
    {
      key: 'name',
      title: t('sandboxes.name'),
      cell: ({ name }) => <span className={styles.name}>{name}</span>,
    },
    {
      key: 'domain',
      title: t('sandboxes.domain'),
      cell: ({ domain }) => <span className={styles.name}>{domain}</span>,
    },
    {
      key: 'customers',
      title: t('sandboxes.customers'),
      numeric: true,
      cell: ({ customers }) => formatCount(customers, locale),
    },
    {
      key: 'created',
      title: t('sandboxes.created'),
      nowrap: true,
      cell: ({ createdAt }) => <ExactDate at={createdAt} />,
    },
    { key: 'clock', title: t('sandboxes.clock'), cell: (sandbox) => <Clock sandbox={sandbox} /> },
    {
      key: 'acts',
      title: t('sandboxes.acts'),
      cell: (sandbox) => (
        <PermittedButton
          size="small"
          reason={sandbox.busy ? t('sandboxes.busy') : undefined}
          aria-label={t('sandboxes.deleteOf', { name: sandbox.name })}
          onClick={() => setLeaving(sandbox)}
        >
          {t('sandboxes.delete')}
        </PermittedButton>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('sandboxes.title')}
        columns={columns}
        rows={sandboxes.data.items}
        rowKey={({ id }) => id}
        busy={sandboxes.isFetching}
      />
      <Pager next={sandboxes.data.next} />
      {leaving && <DeleteSandboxDialog sandbox={leaving} onClose={() => setLeaving(undefined)} />}
    </>
  );
}

/** The clock is moved from within, by one of the sandbox account's own people. */
function Clock({ sandbox: { now, busy, name } }: { readonly sandbox: Sandbox }) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <span className={styles.clock}>
      <ExactDate at={now} withTime />
      {busy ? (
        <Text size={200}>{t('sandboxes.busy')}</Text>
      ) : (
        <GoLink
          href={paths.signIn('partner', paths.portal('partner'))}
          aria-label={`${t('sandboxes.moveClock')}: ${name}`}
        >
          {t('sandboxes.moveClock')}
        </GoLink>
      )}
    </span>
  );
}
