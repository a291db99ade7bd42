import type { Permission } from '@kontor/domain/access/permissions';
import { accepted, refused } from '@kontor/domain/decision';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import {
  type ProfileBody,
  type ProfileKind,
  type ProfileRow,
  readProfile,
  writeProfile,
} from './profile-store.ts';

// The service shows the legal profile to applications alone, the others to people only (reference 1.3).
const readers: Readonly<Record<ProfileKind, Permission>> = {
  legal: 'legal_profile.read',
  organization: 'profiles.read',
  billing: 'profiles.read',
  support: 'profiles.read',
};
const writers: Readonly<Record<ProfileKind, Permission>> = {
  legal: 'legal_profile.edit',
  organization: 'profiles.edit',
  billing: 'profiles.edit',
  support: 'profiles.edit',
};

export const getProfile = async (ctx: RequestContext, kind: ProfileKind) => {
  const read = await readAs(ctx, readers[kind], undefined, [readProfile(ctx.principal.accountId, kind)]);
  if (!read.accepted) return read;
  const [[row]] = read.value.rows;
  return row ? accepted<ProfileRow>(row) : refused({ code: 'access.identity_disabled' as const });
};

const isAddress = (text: string | undefined): boolean =>
  text === undefined || text === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
const isWebsite = (text: string | undefined): boolean =>
  text === undefined || text === '' || (URL.canParse(text) && /^https?:/i.test(text));

const faultsOf = (body: ProfileBody): FieldError[] => [
  ...(isAddress(body.email) ? [] : [{ path: 'email', message: 'must be an e-mail address' }]),
  ...(isAddress(body.companyApproverEmail)
    ? []
    : [{ path: 'companyApproverEmail', message: 'must be an e-mail address' }]),
  ...(isAddress(body.primaryContact?.email)
    ? []
    : [{ path: 'primaryContact.email', message: 'must be an e-mail address' }]),
  ...(isWebsite(body.website)
    ? []
    : [{ path: 'website', message: 'must be a whole address, such as https://partner.example' }]),
];

/** The profile as it is to be, whole. `isCurrent` holds the etag that the client sent, if any, against the row. */
export const putProfile = (
  ctx: RequestContext,
  kind: ProfileKind,
  body: ProfileBody,
  isCurrent: (row: ProfileRow) => boolean = () => true,
) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, writers[kind], undefined, [readProfile(accountId, kind)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row]] = rows;
    if (!row) return refused({ code: 'access.identity_disabled' as const });
    if (!isCurrent(row)) return refused({ code: 'profile.version_stale' as const });
    const errors = faultsOf(body);
    if (errors.length > 0) return invalid(errors);
    const value: ProfileRow = { ...row, body, version: row.version + 1 };
    const done = await act(
      ctx,
      caller,
      {
        writes: [writeProfile(accountId, kind, row.version, body)],
        activity: [
          {
            action: 'update_partner_profile',
            resourceId: accountId,
            oldValue: row.body,
            newValue: body,
            details: { profile: kind },
          },
        ],
        events: [
          {
            type: 'profile.updated',
            aggregateType: 'partner',
            aggregateId: accountId,
            data: { profile: kind },
          },
        ],
      },
      value,
    );
    return done.accepted ? accepted(value) : done;
  });
