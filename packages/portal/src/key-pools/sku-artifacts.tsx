import { Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { artifactPolicyQuery, artifactsQuery } from '../api/key-pool-queries.ts';
import type { SkuName } from '../api/operator-queries.ts';
import type { Artifact } from '../api/types.ts';
import { formatSize } from '../format/size.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';

/** The files that buyers download, and what they have taken the place of. */
export function SkuArtifacts({ sku }: { readonly sku: SkuName }) {
  const { t, locale } = useReader();
  const artifacts = useQuery(artifactsQuery(sku));
  const policy = useQuery(artifactPolicyQuery);
  if (artifacts.error) {
    const retry = () => artifacts.refetch();
    return <ReadFailure error={artifacts.error} what={t('skuArtifacts.failed')} onRetry={retry} />;
  }
  if (!artifacts.data) return <LoadingLines lines={4} />;
  const nameOf = ({ version, language, bitness }: Artifact) => `${version}, ${language}, ${bitness}`;
  const columns: Column<Artifact>[] = [
    { key: 'file', title: t('skuArtifacts.file'), cell: ({ fileName }) => fileName },
    { key: 'version', title: t('software.version'), cell: ({ version }) => version },
    { key: 'language', title: t('software.language'), cell: ({ language }) => language },
    { key: 'bit', title: t('software.bit'), cell: ({ bitness }) => bitness },
    {
      key: 'size',
      title: t('skuArtifacts.size'),
      numeric: true,
      cell: ({ sizeBytes }) => formatSize(sizeBytes, locale),
    },
    {
      key: 'at',
      title: t('skuArtifacts.uploadedAt'),
      nowrap: true,
      cell: ({ uploadedAt }) => <ExactDate at={uploadedAt} />,
    },
    {
      key: 'replaced',
      title: t('skuArtifacts.replaced'),
      cell: ({ replaced }) =>
        replaced.length === 0
          ? '–'
          : t('skuArtifacts.replacedFiles', {
              count: replaced.length,
              kept: replaced.filter(({ removedAt }) => removedAt === undefined).length,
            }),
    },
    {
      key: 'act',
      title: t('form.act'),
      cell: (artifact) => (
        <GoLink
          href={paths.artifactUpload({ ...sku, ...artifact })}
          aria-label={t('skuArtifacts.replaceOf', { file: nameOf(artifact) })}
        >
          {t('skuArtifacts.replace')}
        </GoLink>
      ),
    },
  ];
  return (
    <>
      {policy.data && <Text>{t('skuArtifacts.kept', { count: policy.data.retentionDays })}</Text>}
      {artifacts.data.items.length === 0 ? (
        <EmptyState text={t('skuArtifacts.empty')}>
          <GoLink href={paths.artifactUpload(sku)}>{t('artifact.upload')}</GoLink>
        </EmptyState>
      ) : (
        <DataTable
          label={t('skuArtifacts.title')}
          columns={columns}
          rows={artifacts.data.items}
          rowKey={nameOf}
        />
      )}
    </>
  );
}
