import { accepted, refused } from '@kontor/domain/decision';
import { parseAccountId } from '@kontor/domain/ids';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { type PartnerPage, type PartnerRow, readPartner, readPartnerPage } from './partner-store.ts';
import { readAs } from './read-as.ts';

export type PartnerList = { readonly partners: readonly PartnerRow[]; readonly lastId: string | null };

/** Partners by name. They are tenants of their own, so that they are read past the wall. */
export const listPartners = async (ctx: RequestContext, page: PartnerPage) => {
  const read = await readAs(ctx, 'partners.manage', undefined, []);
  if (!read.accepted) return read;
  const found = readPartnerPage({ ...page, limit: page.limit + 1 });
  const { items, last } = pageOf(await query(ctx.pools.system, noTenant, found), page.limit);
  return accepted<PartnerList>({ partners: items, lastId: last?.id ?? null });
};

export const getPartner = async (ctx: RequestContext, partnerId: string) => {
  const read = await readAs(ctx, 'partners.manage', undefined, []);
  if (!read.accepted) return read;
  const id = parseAccountId(partnerId);
  const [partner] = id === undefined ? [] : await query(ctx.pools.system, noTenant, readPartner(id));
  return partner ? accepted(partner) : refused({ code: 'partner.not_found' });
};
