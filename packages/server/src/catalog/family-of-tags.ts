import type { Term } from '@kontor/domain/catalog/term';
import type { Family } from '@kontor/domain/market/family';

export type SheetTraits = {
  readonly tags: string;
  readonly publisher: string;
  readonly term: Term;
  readonly isUsage: boolean;
};

/** The family of a product that only a price sheet tells of; `kontor import products` says it outright. */
export function familyOf({ tags, publisher, term, isUsage }: SheetTraits): Family {
  const words = tags.split(/[;,|]/).map((tag) => tag.replace(/[\s_-]/g, '').toLowerCase());
  const has = (...wanted: string[]) => words.some((word) => wanted.some((prefix) => word.startsWith(prefix)));
  if (/suse|red\s*hat/i.test(publisher) || has('softwareplan', 'plan', 'suse', 'redhat'))
    return 'software_plan';
  if (has('azureplan', 'cloudplan') || isUsage) return 'cloud_plan';
  if (has('marketplace', 'saas')) return 'marketplace_saas';
  if (has('reservation', 'reserved', 'azure')) return 'reservation';
  if (has('perpetual') || term === '') return 'perpetual_software';
  return 'software_subscription';
}

/** The wire's product type of a family (reference 4). */
export function productTypeOf(family: Family): string {
  switch (family) {
    case 'software_subscription':
    case 'perpetual_software':
    case 'software_plan':
      return 'Software';
    case 'reservation':
    case 'cloud_plan':
      return 'Azure';
    case 'marketplace_saas':
      return 'SaaS';
  }
}
