import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type ParentAccount = {
  readonly id: AccountId;
  readonly name: string;
  readonly country: string;
  readonly domain: string;
  readonly mpn_id: string;
  readonly sandbox: boolean;
};

export const readParentAccount = (accountId: string): Statement<ParentAccount> => ({
  name: 'sandbox.read_parent',
  text: `select id, name, country, domain, mpn_id, sandbox from kontor.account
    where id = $1 and kind = 'partner' and deleted_at is null`,
  values: [accountId],
});

export type SandboxRow = {
  readonly id: AccountId;
  readonly name: string;
  readonly country: string;
  readonly domain: string;
  readonly created_at: Instant;
  readonly clock_offset_ms: bigint;
  readonly customers: bigint;
};

const rowText = `select a.id, a.name, a.country, a.domain, a.created_at, a.clock_offset_ms,
    (select count(*) from kontor.customer c where c.account_id = a.id) as customers
  from kontor.account a
  where a.parent_account_id = $1 and a.sandbox and a.deleted_at is null`;

/** Newest first; ids are given in the order of time. */
export const listSandboxRows = (
  parentId: string,
  after: string | null,
  limit: number,
): Statement<SandboxRow> => ({
  name: 'sandbox.list',
  text: `${rowText} and a.id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
    order by a.id desc limit $3`,
  values: [parentId, after, limit],
});

export const readSandboxRow = (parentId: string, id: string): Statement<SandboxRow> => ({
  name: 'sandbox.read',
  text: `${rowText} and a.id = $2::uuid`,
  values: [parentId, id],
});

export type SandboxParent = { readonly parent_account_id: AccountId };

/** For the command line, which names the sandbox account alone. */
export const readSandboxParent = (id: string): Statement<SandboxParent> => ({
  name: 'sandbox.read_parent_of',
  text: `select parent_account_id from kontor.account
    where id = $1::uuid and sandbox and parent_account_id is not null and deleted_at is null`,
  values: [id],
});

/** An application of a sandbox account, as which the command line moves its clock. */
export const readSandboxApplication = (id: string): Statement<{ readonly client_id: string }> => ({
  name: 'sandbox.read_application',
  text: `select p.client_id from kontor.application p join kontor.account a on a.id = p.account_id
    where a.id = $1::uuid and a.sandbox and a.deleted_at is null and p.disabled_at is null
    order by p.created_at, p.client_id limit 1`,
  values: [id],
});

/** Raises when somebody else has deleted it meanwhile. */
export const markSandboxDeleted = (parentId: string, id: string, at: Instant): Statement => ({
  name: 'sandbox.mark_deleted',
  text: `with gone as (
    update kontor.account set deleted_at = $3, suspended_at = coalesce(suspended_at, $3)
    where id = $2 and parent_account_id = $1 and sandbox and deleted_at is null returning 1)
  select kontor.expect(count(*), 1, 'sandbox.changed') from gone`,
  values: [parentId, id, new Date(at)],
});

export const disablePeople = (id: string, at: Instant): Statement => ({
  name: 'sandbox.disable_people',
  text: 'update kontor.person set disabled_at = $2 where account_id = $1 and disabled_at is null',
  values: [id, new Date(at)],
});

export const disableApplications = (id: string, at: Instant): Statement => ({
  name: 'sandbox.disable_applications',
  text: 'update kontor.application set disabled_at = $2 where account_id = $1 and disabled_at is null',
  values: [id, new Date(at)],
});

/** What was done stays; what would have fallen due never does. */
export const dropDueWork = (id: string): Statement => ({
  name: 'sandbox.drop_due_work',
  text: 'delete from kontor.due where account_id = $1 and done_at is null',
  values: [id],
});
