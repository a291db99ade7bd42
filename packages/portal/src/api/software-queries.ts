import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { customerLicences, type LicenceActs, partnerLicences } from '../licences/licence-acts.ts';
import { call } from './call.ts';
import type { LinkOwner } from './link-queries.ts';
import type { Download, Fulfilment, KeyReplacement, Keys, ReplacementReason, SoftwareItem } from './types.ts';

export type SoftwareFilter = {
  readonly status?: 'all' | 'active' | 'cancelled' | undefined;
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: string | undefined;
};
export type Choice = Pick<Fulfilment, 'version' | 'language' | 'bitness'>;

export const softwareQuery = (customerId: string, query: SoftwareFilter) =>
  queryOptions({
    queryKey: ['software', customerId, query],
    queryFn: ({ signal }) => call('listSoftware', { params: { customerId }, query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const mySoftwareQuery = (query: SoftwareFilter) =>
  queryOptions({
    queryKey: ['software', 'mine', query],
    queryFn: ({ signal }) => call('listMySoftware', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

/** Who fetched what in the reader's own organisation. */
export const softwareHistoryQuery = (query: { readonly cursor?: string | undefined }) =>
  queryOptions({
    queryKey: ['activity', 'mine', query],
    queryFn: ({ signal }) => call('listMySoftwareActivity', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export type BadKey = {
  readonly position: number;
  readonly keyGroup: string | undefined;
  readonly reason: ReplacementReason;
};

/** The acts on one purchase. Answers hold secrets: they go to the component that asked and into no cache. */
export type SoftwareActs = {
  readonly getKeys: (item: SoftwareItem, choice: Choice) => Promise<Keys>;
  /** Absent where the reader's portal replaces no keys. */
  readonly replaceKey?: (item: SoftwareItem, bad: BadKey) => Promise<KeyReplacement>;
  readonly startDownload: (item: SoftwareItem, choice: Choice) => Promise<Download>;
  readonly createLink: (item: SoftwareItem, choice: Choice, expiresInSeconds: number) => Promise<Download>;
  /** Whose links are listed and revoked. */
  readonly links: LinkOwner;
  readonly licences: LicenceActs;
};

export function partnerActs(customerId: string): SoftwareActs {
  const params = ({ entitlementId }: SoftwareItem) => ({ customerId, entitlementId });
  return {
    getKeys: (item, body) => call('getKeys', { params: params(item), body }),
    replaceKey: (item, { position, keyGroup, reason }) =>
      call('replaceKey', {
        params: { ...params(item), position: String(position) },
        body: { reason, ...(keyGroup === undefined ? {} : { version: keyGroup }) },
      }),
    startDownload: (item, body) => call('startDownload', { params: params(item), body }),
    createLink: (item, choice, expiresInSeconds) =>
      call('createDownloadLink', { params: params(item), body: { ...choice, expiresInSeconds } }),
    links: { customerId },
    licences: partnerLicences(customerId),
  };
}

export const customerActs: SoftwareActs = {
  getKeys: ({ entitlementId }, body) => call('getMyKeys', { params: { entitlementId }, body }),
  startDownload: ({ entitlementId }, body) => call('startMyDownload', { params: { entitlementId }, body }),
  createLink: ({ entitlementId }, choice, expiresInSeconds) =>
    call('createMyDownloadLink', {
      params: { entitlementId },
      body: { ...choice, expiresInSeconds },
    }),
  links: 'mine',
  licences: customerLicences,
};
