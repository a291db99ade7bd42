import type { Refusal } from '@kontor/domain/decision';
import { type AccountId, parseAccountId } from '@kontor/domain/ids';
import { formatInstant } from '@kontor/domain/time';
import { addActivity } from '../activity/activity-store.ts';
import { addEvent } from '../partners/event-store.ts';
import type { Caller } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Principal, RequestContext, Services } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { makeSandbox, type RecordSandbox } from '../sandbox/create-sandbox.ts';
import { endSandbox } from '../sandbox/delete-sandbox.ts';
import { readSandboxes } from '../sandbox/list-sandboxes.ts';
import { moveClock } from '../sandbox/move-clock.ts';
import {
  type ParentAccount,
  readParentAccount,
  readSandboxApplication,
  readSandboxParent,
} from '../sandbox/sandbox-store.ts';
import { planSandbox } from '../seed/plan-sandbox.ts';
import type { Deed, Options } from './import-commands.ts';
import { InputRefused, UsageError } from './usage.ts';

export function createSandboxCommand(options: Options, flags: ReadonlySet<string>): Deed {
  const partnerId = accountFrom(options.partner, '--partner');
  const { name } = options;
  if (!name?.trim() || name.length > 80) throw new UsageError('--name has 1 to 80 characters.');
  return async ({ services }) => {
    const parent = await parentAccount(services, partnerId);
    const record = recordFor(services, parent, { action: 'create_sandbox', event: 'sandbox.created' });
    const input = { name, seed: flags.has('seed') };
    const made = await makeSandbox(services, parent, input, { plan: planSandbox, record });
    if (!made.accepted) throw new InputRefused(sandboxRefusalWords(made.refusal));
    return JSON.stringify(made.value, undefined, 2);
  };
}

export function listSandboxesCommand(options: Options): Deed {
  const partnerId = accountFrom(options.partner, '--partner');
  return async ({ services }) => {
    const parent = await parentAccount(services, partnerId);
    const lines: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await readSandboxes(services, parent.id, { after, limit: 500 });
      for (const { id, now, busy, name } of page.items)
        lines.push(`${id}  ${formatInstant(now)}${busy ? ' (moving)' : ''}  ${name}`);
      after = page.last;
      if (after === null) break;
    }
    return lines.length === 0 ? 'There are no sandbox accounts.' : lines.join('\n');
  };
}

export function deleteSandboxCommand(id: string): Deed {
  const sandboxId = accountFrom(id, 'ID');
  return async ({ services }) => {
    const [row] = await query(services.pools.system, noTenant, readSandboxParent(sandboxId));
    if (row === undefined) throw new InputRefused(sandboxRefusalWords({ code: 'sandbox.not_found' }));
    const parent = await parentAccount(services, row.parent_account_id);
    const record = recordFor(services, parent, { action: 'delete_sandbox', event: 'sandbox.deleted' });
    const ended = await endSandbox(services, parent.id, sandboxId, record);
    if (!ended.accepted) throw new InputRefused(sandboxRefusalWords(ended.refusal));
    return `The sandbox account ${sandboxId} is deleted.`;
  };
}

/** A terminal waits until it is done, however long that takes: the longest a timer can be set to. */
const patienceMs = 2 ** 31 - 1;

export function moveClockCommand(id: string, { advance, to }: Options): Deed {
  const sandboxId = accountFrom(id, 'ID');
  if ((advance === undefined) === (to === undefined))
    throw new UsageError('Give either --advance P1Y or --to 2027-01-31, and not both.');
  return async ({ services }) => {
    const [application] = await query(services.pools.system, noTenant, readSandboxApplication(sandboxId));
    if (application === undefined) throw new InputRefused(sandboxRefusalWords({ code: 'sandbox.not_found' }));
    const principal = { kind: 'partner_app', accountId: sandboxId, clientId: application.client_id } as const;
    const moved = await moveClock(contextFor(services, principal), { advance, to }, patienceMs);
    if (!moved.accepted) throw new InputRefused(sandboxRefusalWords(moved.refusal));
    return 'now' in moved.value
      ? `The clock says ${formatInstant(moved.value.now)}.`
      : 'The clock is moving.';
  };
}

function accountFrom(text: string | undefined, option: string): AccountId {
  const id = parseAccountId(text ?? '');
  if (id === undefined) throw new UsageError(`${option} is the id of an account, such as ${exampleId}.`);
  return id;
}
const exampleId = '3f2a6c1e-7b1d-4c55-9d0e-2f8a51c7b6aa';

async function parentAccount({ pools }: Services, id: AccountId): Promise<ParentAccount> {
  const [parent] = await query(pools.system, noTenant, readParentAccount(id));
  if (parent === undefined) throw new InputRefused(`There is no partner account ${id}.`);
  return parent;
}

/** In the log of the production account, by the command line. */
function recordFor(
  services: Services,
  { id: accountId, name, country }: ParentAccount,
  { action, event }: { readonly action: 'create_sandbox' | 'delete_sandbox'; readonly event: string },
): RecordSandbox {
  const principal = { kind: 'partner_app', accountId, clientId: newUuid() } as const;
  const caller: Caller = {
    actor: { kind: 'operator', accountId, roles: [], scopes: [], secondFactor: false },
    accountId,
    scope: noTenant,
    now: services.realNow(),
    sandbox: false,
    person: undefined,
    application: 'kontor command line',
    customer: undefined,
    account: { name, country },
  };
  return (id, details) => [
    addActivity(contextFor(services, principal), caller, { action, resourceId: id, details }),
    addEvent(caller, { type: event, aggregateType: 'sandbox', aggregateId: id, data: details }),
  ];
}

function contextFor(services: Services, principal: Principal): RequestContext {
  const requestId = newUuid();
  return { ...services, principal, requestId, correlationId: requestId, address: '', locale: 'en-US' };
}

function sandboxRefusalWords(refusal: Refusal): string {
  switch (refusal.code) {
    case 'sandbox.parent_is_sandbox':
      return 'A sandbox account has no sandbox accounts. Name the production account.';
    case 'sandbox.not_found':
      return 'There is no such sandbox account.';
    case 'clock.busy':
      return 'Its clock is being moved. Wait until that is done.';
    case 'clock.backwards':
      return 'A clock only moves forward.';
    case 'request.invalid':
      return errorsOf(refusal)
        .map(({ path, message }) => `--${path} ${message}.`)
        .join(' ');
    default:
      return `The account does not allow it: ${refusal.code}.`;
  }
}

const errorsOf = (refusal: object) =>
  'errors' in refusal
    ? (refusal.errors as readonly { readonly path: string; readonly message: string }[]) // of request.invalid
    : [];
