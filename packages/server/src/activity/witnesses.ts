import { accepted, refused } from '@kontor/domain/decision';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { isAddress } from '../platform/mail/mail-text.ts';
import { addWitness, listWitnesses as list, removeWitness as remove } from './witness-store.ts';

const most = 20;

/** Who is sent the checkpoint of each day of the caller's log. */
export const listWitnesses = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'activity.witness', undefined, [list(ctx.principal.accountId)]);
  return read.accepted ? accepted(read.value.rows[0]) : read;
};

/** Sends the checkpoint of each day to an address from now on. */
export const inviteWitness = (ctx: RequestContext, address: string) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'activity.witness', undefined, [list(accountId)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [known] = rows;
    const email = address.trim().toLowerCase();
    if (!isAddress(email))
      return invalid([{ path: 'email', message: 'must be a mail address, such as auditor@example.com' }]);
    const witness = known.find((one) => one.email === email);
    if (witness) return accepted(witness);
    if (known.length >= most) return refused({ code: 'activity.too_many_witnesses', most });
    const value = { email, added_at: ctx.realNow() };
    const done = await act(
      ctx,
      caller,
      {
        writes: [addWitness(accountId, email, value.added_at)],
        activity: [{ action: 'add_log_witness', resourceId: accountId, newValue: { email } }],
        events: [],
      },
      value,
    );
    return done.accepted ? accepted(value) : done;
  });

/** Sends no more checkpoints to an address. */
export const dismissWitness = (ctx: RequestContext, address: string) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'activity.witness', undefined, [list(accountId)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const email = address.trim().toLowerCase();
    if (!rows[0].some((one) => one.email === email)) return refused({ code: 'activity.not_found' });
    const done = await act(
      ctx,
      caller,
      {
        writes: [remove(accountId, email)],
        activity: [{ action: 'remove_log_witness', resourceId: accountId, oldValue: { email } }],
        events: [],
      },
      undefined,
    );
    return done.accepted ? accepted(undefined) : done;
  });
