import { useQuery } from '@tanstack/react-query';
import { partnerQuery } from '../api/operate-queries.ts';
import { shortId } from '../format/names.ts';

/** A partner that the API names by its id only; the id stands there until, or unless, the name is known. */
export function usePartnerName(partnerId: string | undefined): string | undefined {
  const { data } = useQuery({
    ...partnerQuery(partnerId ?? ''),
    enabled: partnerId !== undefined,
    staleTime: 60_000,
  });
  return partnerId === undefined ? undefined : (data?.name ?? shortId(partnerId));
}

export function PartnerName({ partnerId }: { readonly partnerId: string }) {
  return <span title={partnerId}>{usePartnerName(partnerId)}</span>;
}
