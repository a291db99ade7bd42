import { accepted, refused } from '@kontor/domain/decision';
import { profileOperations as wire } from '@kontor/wire/profile-operations';
import type { FastifyInstance } from 'fastify';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { customerIdFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { type ProfileBody, type ProfileKind, type ProfileRow, readProfile } from './profile-store.ts';
import {
  billingProfileWire,
  legalProfileWire,
  mpnProfileWire,
  organizationProfileWire,
  profileEtag,
  supportProfileWire,
} from './profile-wire.ts';
import { getProfile, putProfile } from './profiles.ts';

type Query = Readonly<Record<string, string>>;

const empty = (path: string) => ({
  totalCount: 0,
  items: [],
  links: { self: { uri: path, method: 'GET', headers: [] } },
  attributes: { objectType: 'Collection' },
});

/** Only the header binds, but for the profile of billing, whose body carries its etag too (product 6). */
const holds = (kind: ProfileKind, etag: string | undefined) => (row: ProfileRow) =>
  etag === undefined ||
  etag === '*' ||
  etag.replace(/^W\//, '').replaceAll('"', '') === profileEtag(kind, row);

const put = (ctx: RequestContext, kind: ProfileKind, body: ProfileBody, etag: string | undefined) =>
  putProfile(ctx, kind, body, holds(kind, etag));

const legal = async (ctx: RequestContext, query: Query) => {
  const version = (query.vettingversion ?? 'Current').toLowerCase();
  const read = await getProfile(ctx, 'legal');
  if (!read.accepted) return read;
  return version === 'current' || version === 'lastfinalized'
    ? read
    : invalid([{ path: 'vettingVersion', message: 'must be Current or LastFinalized' }]);
};

const mpn = async (ctx: RequestContext, query: Query) => {
  const read = await readAs(ctx, 'profiles.read', undefined, [
    readProfile(ctx.principal.accountId, 'organization'),
  ]);
  if (!read.accepted) return read;
  const [[row]] = read.value.rows;
  return row && (query.mpnid === undefined || query.mpnid === row.mpn_id)
    ? accepted(row)
    : refused({ code: 'mpn.unknown' as const });
};

const kinds = ['isindirectcloudsolutionproviderof', 'isindirectresellerof'];

/** There are no resellers of resellers here: whoever asks rightly is told so by an empty list. */
const relationships = async (ctx: RequestContext, query: Query) => {
  const read = await readAs(ctx, 'profiles.read', undefined, []);
  if (!read.accepted) return read;
  const kind = (query.relationship_type ?? kinds[0] ?? '').replaceAll('_', '').toLowerCase();
  return kinds.includes(kind)
    ? accepted(undefined)
    : invalid([
        {
          path: 'relationship_type',
          message: 'must be IsIndirectCloudSolutionProviderOf or IsIndirectResellerOf',
        },
      ]);
};

/** Whoever has an account that is not suspended has signed with the operator; of others nothing is told. */
const agreementStatus = async (ctx: RequestContext, { mpnid, tenantid }: Query) => {
  const read = await readAs(ctx, 'legal_profile.read', undefined, [
    readProfile(ctx.principal.accountId, 'legal'),
  ]);
  if (!read.accepted) return read;
  const [[row]] = read.value.rows;
  if (mpnid !== undefined && tenantid !== undefined)
    return refused({ code: 'agreement_status.both' as const });
  if (mpnid === undefined && tenantid === undefined)
    return refused({ code: 'agreement_status.none' as const });
  if (mpnid !== undefined && !/^\d{1,15}$/.test(mpnid))
    return refused({ code: 'agreement_status.mpn_malformed' as const });
  if (tenantid !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenantid))
    return refused({ code: 'agreement_status.tenant_malformed' as const });
  const isOwn = mpnid === undefined ? tenantid?.toLowerCase() === row?.id : mpnid === row?.mpn_id;
  return isOwn
    ? accepted({ isAgreementSigned: true })
    : refused({ code: 'agreement_status.unknown' as const });
};

export const registerProfilesWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.getLegalProfile, {
    run: (ctx, { query }) => legal(ctx, query),
    view: legalProfileWire,
  });
  registerWire(app, surface, wire.putLegalProfile, {
    run: (ctx, { body, ifMatch }) => put(ctx, 'legal', body, ifMatch),
    view: legalProfileWire,
  });
  registerWire(app, surface, wire.getOrganizationProfile, {
    run: (ctx) => getProfile(ctx, 'organization'),
    view: organizationProfileWire,
  });
  registerWire(app, surface, wire.putOrganizationProfile, {
    run: (ctx, { body: { defaultAddress, ...body }, ifMatch }) =>
      put(ctx, 'organization', { ...body, address: defaultAddress }, ifMatch),
    view: organizationProfileWire,
  });
  registerWire(app, surface, wire.getPartnerBillingProfile, {
    run: (ctx) => getProfile(ctx, 'billing'),
    view: billingProfileWire,
  });
  registerWire(app, surface, wire.putPartnerBillingProfile, {
    run: (ctx, { body: { attributes, ...body }, ifMatch }) =>
      put(ctx, 'billing', body, ifMatch ?? attributes?.etag),
    view: billingProfileWire,
  });
  registerWire(app, surface, wire.getSupportProfile, {
    run: (ctx) => getProfile(ctx, 'support'),
    view: supportProfileWire,
  });
  registerWire(app, surface, wire.putSupportProfile, {
    run: (ctx, { body, ifMatch }) => put(ctx, 'support', body, ifMatch),
    view: supportProfileWire,
  });
  registerWire(app, surface, wire.getMpnProfile, {
    run: (ctx, { query }) => mpn(ctx, query),
    view: mpnProfileWire,
  });
  registerWire(app, surface, wire.listRelationships, {
    run: (ctx, { query }) => relationships(ctx, query),
    view: () => empty('/relationships'),
  });
  registerWire(app, surface, wire.listCustomerRelationships, {
    run: (ctx, { params }) => readAs(ctx, 'customer_profiles.read', customerIdFrom(params.customer), []),
    view: (_read, _ctx, { params }) => empty(`/customers/${params.customer}/relationships`),
  });
  registerWire(app, surface, wire.getAgreementStatus, {
    run: (ctx, { query }) => agreementStatus(ctx, query),
    view: (answer) => answer,
  });
};
