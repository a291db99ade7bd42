import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { invariant } from '@kontor/domain/invariant';
import { addActivity } from '../activity/activity-store.ts';
import { addEvent } from '../partners/event-store.ts';
import { readAs } from '../partners/read-as.ts';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext, Services } from '../platform/http/context.ts';
import { insertExtensionDue } from '../policies/policy-store.ts';
import type { PlanSandbox, SandboxEntry } from './sandbox-entry.ts';
import { type ParentAccount, readParentAccount } from './sandbox-store.ts';

export type NewSandbox = SandboxEntry & { readonly orders: number };

export type SandboxRefusal =
  | { readonly code: 'sandbox.parent_is_sandbox' }
  | {
      readonly code: 'request.invalid';
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    };

export type SandboxInput = { readonly name: string; readonly seed?: boolean | undefined };

/** What the makers of a sandbox account put on record, in the log of its parent. */
export type RecordSandbox = (
  id: string,
  details: Readonly<Record<string, unknown>>,
) => readonly [Statement, ...Statement[]];

/** Creates a sandbox account of the caller's production account. Its secrets are in the answer and nowhere else. */
export const createSandbox = async (ctx: RequestContext, input: SandboxInput, plan: PlanSandbox) => {
  const read = await readAs(ctx, 'sandboxes.manage', undefined, [readParentAccount(ctx.principal.accountId)]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[parent]] = rows;
  invariant(parent, 'who may manage sandboxes belongs to a partner account');
  return makeSandbox(ctx, parent, input, {
    plan,
    record: (id, details) => [
      addActivity(ctx, caller, { action: 'create_sandbox', resourceId: id, newValue: details, details }),
      addEvent(caller, {
        type: 'sandbox.created',
        aggregateType: 'sandbox',
        aggregateId: id,
        data: details,
      }),
    ],
  });
};

/**
 * The account with its people and its record is one transaction; its orders are placed after it, each as an agent
 * would. Cut off in between, the account is there with fewer orders, and can be deleted.
 */
export const makeSandbox = async (
  services: Services,
  parent: ParentAccount,
  { name, seed = false }: SandboxInput,
  { plan, record }: { readonly plan: PlanSandbox; readonly record: RecordSandbox },
): Promise<Decision<NewSandbox, SandboxRefusal>> => {
  if (parent.sandbox) return refused({ code: 'sandbox.parent_is_sandbox' });
  const wish = { name: name.trim(), seed };
  if (wish.name === '')
    return refused({
      code: 'request.invalid',
      errors: [{ path: 'name', message: 'must not be blank; say what the account is for' }],
    });
  const planned = await plan(services, parent, wish);
  const records = record(planned.id, wish);
  await writeBatch(services.pools.system, noTenant, [
    ...planned.writes,
    // Windows of what is bought here are lengthened like everybody’s.
    insertExtensionDue(planned.id),
    ...records,
  ]);
  const orders = await planned.placeOrders();
  return accepted({ ...(await planned.entry()), orders });
};
