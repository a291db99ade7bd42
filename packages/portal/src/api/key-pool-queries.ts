import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { SkuName } from './operator-queries.ts';

type PoolsQuery = NonNullable<Parameters<typeof call<'listKeyPools'>>[1]['query']>;

export const keyPoolsQuery = (query: PoolsQuery) =>
  queryOptions({
    queryKey: ['key-pools', 'list', query],
    queryFn: ({ signal }) => call('listKeyPools', { query }, { signal }),
  });

export const skuKeysQuery = ({ productId, skuId }: SkuName) =>
  queryOptions({
    queryKey: ['key-pools', 'settings', productId, skuId],
    queryFn: ({ signal }) => call('getSkuKeys', { params: { productId, skuId } }, { signal }),
  });

export const keyImportsQuery = (
  { productId, skuId }: SkuName,
  query: { readonly cursor?: string | undefined },
) =>
  queryOptions({
    queryKey: ['key-pools', 'imports', productId, skuId, query],
    queryFn: ({ signal }) => call('listKeyImports', { params: { productId, skuId }, query }, { signal }),
  });

export const keyStatusQuery = queryOptions({
  queryKey: ['settings', 'keys', 'status'],
  queryFn: ({ signal }) => call('getKeyStatus', {}, { signal }),
});

export const keyPolicyQuery = queryOptions({
  queryKey: ['settings', 'keys', 'policy'],
  queryFn: ({ signal }) => call('getKeyPolicy', {}, { signal }),
});

export const artifactPolicyQuery = queryOptions({
  queryKey: ['settings', 'artifacts'],
  queryFn: ({ signal }) => call('getArtifactPolicy', {}, { signal }),
});

/** Public keys; those that sign and those that only verify. */
export const licenceKeysQuery = queryOptions({
  queryKey: ['licence-keys'],
  queryFn: ({ signal }) => call('getLicenceKeys', {}, { signal }),
});

export const licenceOffersQuery = queryOptions({
  queryKey: ['licence-offers'],
  queryFn: ({ signal }) => call('listLicenceOffers', {}, { signal }),
});

export const artifactsQuery = ({ productId, skuId }: SkuName) =>
  queryOptions({
    queryKey: ['artifacts', productId, skuId],
    queryFn: ({ signal }) => call('listArtifacts', { params: { productId, skuId } }, { signal }),
  });
