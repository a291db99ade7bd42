import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Choice } from './software-queries.ts';
import type { NewRevealLink } from './types.ts';

/** Whose links are looked after: a customer's, by their partner, or those that one's own organisation made. */
export type LinkOwner = { readonly customerId: string } | 'mine';

const keyOf = (owner: LinkOwner): string => (owner === 'mine' ? 'mine' : owner.customerId);

export const linksQuery = (owner: LinkOwner, entitlementId: string) =>
  queryOptions({
    queryKey: ['software', keyOf(owner), entitlementId, 'links'],
    queryFn: ({ signal }) =>
      owner === 'mine'
        ? call('listMyDownloadLinks', { params: { entitlementId } }, { signal })
        : call('listDownloadLinks', { params: { ...owner, entitlementId } }, { signal }),
  });

/** Only a partner makes one-time links, so that an organisation has none of its own. */
export const revealLinksQuery = (owner: LinkOwner, entitlementId: string) =>
  queryOptions({
    queryKey: ['software', keyOf(owner), entitlementId, 'reveal-links'],
    queryFn: ({ signal }) =>
      owner === 'mine'
        ? { items: [], next: null }
        : call('listRevealLinks', { params: { ...owner, entitlementId } }, { signal }),
  });

export function revokeLink(owner: LinkOwner, entitlementId: string, linkId: string): Promise<unknown> {
  if (owner === 'mine') return call('revokeMyDownloadLink', { params: { entitlementId, linkId } });
  return call('revokeDownloadLink', { params: { ...owner, entitlementId, linkId } });
}

export function revokeRevealLink(
  customerId: string,
  entitlementId: string,
  linkId: string,
): Promise<unknown> {
  return call('revokeRevealLink', { params: { customerId, entitlementId, linkId } });
}

export function revokeAllLinks(customerId: string, entitlementId: string): Promise<unknown> {
  return call('revokeAllLinks', { params: { customerId, entitlementId } });
}

export type RevealLinkWish = Choice & { readonly expiresInSeconds: number; readonly recipient: string };

/** The answer holds a secret: it goes to the component that asked and into no cache. */
export function createRevealLink(
  customerId: string,
  entitlementId: string,
  body: RevealLinkWish,
): Promise<NewRevealLink> {
  return call('createRevealLink', { params: { customerId, entitlementId }, body });
}
