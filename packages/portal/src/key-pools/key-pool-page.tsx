import { Button, MessageBar, MessageBarBody, makeStyles, Title3 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { keyImportsQuery, keyPoolsQuery, skuKeysQuery } from '../api/key-pool-queries.ts';
import type { SkuName } from '../api/operator-queries.ts';
import type { KeyImport, SkuKeys } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Facts } from '../ui/facts.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { SkuArtifacts } from './sku-artifacts.tsx';
import { SkuKeysForm } from './sku-keys-form.tsx';
import { SkuLicences } from './sku-licences.tsx';
import { WithdrawForm } from './withdraw-form.tsx';

const useStyles = makeStyles({ heading: { margin: '8px 0 0' } });

/** One SKU: what its keys, its licence files and its downloads are, and the batches that came in. */
export function KeyPoolPage() {
  const styles = useStyles();
  const { t } = useReader();
  const { productId = '', skuId = '' } = useParams({ strict: false });
  const sku = { productId, skuId };
  const pools = useQuery(keyPoolsQuery({ search: productId }));
  const pool = pools.data?.items.find((each) => each.productId === productId && each.skuId === skuId);
  return (
    <Page
      title={pool?.skuTitle ?? `${productId} ${skuId}`}
      crumbs={[{ text: t('keyPools.title'), href: paths.keyPools() }]}
      actions={<GoLink href={paths.keyImport(sku)}>{t('keyPools.import')}</GoLink>}
    >
      <Settings sku={sku} />
      <Title3 as="h2" className={styles.heading}>
        {t('skuLicences.title')}
      </Title3>
      <SkuLicences sku={sku} />
      <Title3 as="h2" className={styles.heading}>
        {t('skuArtifacts.title')}
      </Title3>
      <SkuArtifacts sku={sku} />
      <Title3 as="h2" className={styles.heading}>
        {t('keyPools.imports')}
      </Title3>
      <Imports sku={sku} />
    </Page>
  );
}

function Settings({ sku }: { readonly sku: SkuName }) {
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  const settings = useQuery(skuKeysQuery(sku));
  if (settings.error) {
    const retry = () => settings.refetch();
    return <ReadFailure error={settings.error} what={t('keyPools.failed')} onRetry={retry} />;
  }
  if (!settings.data) return <LoadingLines lines={4} />;
  const { source, format, template, check, groups } = settings.data;
  const looks = template === null ? [] : [{ term: t('keyPools.template'), fact: template }];
  const checked = check === 'none' ? [] : [{ term: t('keyPools.check'), fact: t(`keyPools.check.${check}`) }];
  return (
    <>
      <Facts
        facts={[
          { term: t('keyPools.source'), fact: t(`keyPools.source.${source}`) },
          { term: t('keyPools.format'), fact: t(`keyPools.format.${format}`) },
          ...looks,
          ...checked,
          { term: t('keyPools.rule'), fact: <RuleWords settings={settings.data} /> },
          { term: t('keyPools.groups'), fact: groups.join(', ') },
        ]}
      />
      <span>
        <Button onClick={() => setOpen(true)}>{t('keyPools.changeKeys')}</Button>
      </span>
      {open && <SkuKeysForm sku={sku} settings={settings.data} onClose={() => setOpen(false)} />}
    </>
  );
}

function RuleWords({ settings }: { readonly settings: SkuKeys }) {
  const { t } = useReader();
  switch (settings.rule) {
    case 'per_purchase':
      return t('keyPools.perPurchase', { count: settings.keysPerPurchase });
    case 'per_unit':
      return t('keyPools.rule.per_unit');
    case 'activations':
      return t('keyPools.activations', { count: settings.activationsPerUnit ?? 0 });
  }
}

function Imports({ sku }: { readonly sku: SkuName }) {
  const { t, locale } = useReader();
  const [{ cursor }] = useUrlSearch();
  const [batch, setBatch] = useState<KeyImport>();
  const [withdrawn, setWithdrawn] = useState<number>();
  const imports = useQuery(keyImportsQuery(sku, cursor ? { cursor } : {}));
  if (imports.error) {
    const retry = () => imports.refetch();
    return <ReadFailure error={imports.error} what={t('keyPools.importsFailed')} onRetry={retry} />;
  }
  if (!imports.data) return <LoadingLines lines={4} />;
  if (imports.data.items.length === 0) return <EmptyState text={t('keyPools.noImports')} />;
  const count = (number: number) => formatCount(number, locale);
  const columns: Column<KeyImport>[] = [
    { key: 'id', title: t('keyPools.batch'), cell: ({ id }) => id },
    {
      key: 'at',
      title: t('keyPools.importedAt'),
      nowrap: true,
      cell: ({ importedAt }) => <ExactDate at={importedAt} withTime />,
    },
    { key: 'by', title: t('keyPools.importedBy'), cell: ({ importedBy }) => importedBy || '–' },
    { key: 'group', title: t('keyPools.group'), cell: ({ keyGroup }) => keyGroup },
    { key: 'added', title: t('keyPools.added'), numeric: true, cell: ({ added }) => count(added) },
    {
      key: 'duplicates',
      title: t('keyPools.duplicates'),
      numeric: true,
      cell: ({ duplicates }) => count(duplicates),
    },
    { key: 'invalid', title: t('keyPools.invalid'), numeric: true, cell: ({ invalid }) => count(invalid) },
    { key: 'free', title: t('keyPools.free'), numeric: true, cell: ({ free }) => count(free) },
    {
      key: 'act',
      title: t('form.act'),
      cell: (each) =>
        each.withdrawnAt ? (
          t('keyPools.withdrawn', { count: each.withdrawn })
        ) : (
          <Button
            size="small"
            disabled={each.free === 0}
            aria-label={t('keyPools.withdrawOf', { batch: each.id })}
            onClick={() => setBatch(each)}
          >
            {t('keyPools.withdraw')}
          </Button>
        ),
    },
  ];
  return (
    <>
      {withdrawn !== undefined && (
        <MessageBar intent="success" role="status">
          <MessageBarBody>{t('keyPools.withdrawn', { count: withdrawn })}</MessageBarBody>
        </MessageBar>
      )}
      <DataTable
        label={t('keyPools.imports')}
        columns={columns}
        rows={imports.data.items}
        rowKey={({ id }) => id}
      />
      <Pager next={imports.data.next} />
      {batch && (
        <WithdrawForm sku={sku} batch={batch} onDone={setWithdrawn} onClose={() => setBatch(undefined)} />
      )}
    </>
  );
}
