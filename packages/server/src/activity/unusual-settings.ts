import { type UnusualSettings, usualSettings } from '@kontor/domain/activity/unusual';
import { accepted, refused } from '@kontor/domain/decision';
import { type AccountId, parseAccountId } from '@kontor/domain/ids';
import { type Instant, instant } from '@kontor/domain/time';
import { act } from '../partners/act.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type ActivityEntry, readAccountClock } from './activity-store.ts';
import { readSetting, type SettingRow, saveSetting } from './unusual-store.ts';

type Whose = {
  readonly caller: Caller;
  readonly accountId: AccountId;
  readonly now: Instant;
  readonly isOwn: boolean;
  readonly settings: UnusualSettings;
};

/** What the caller's account, or for the operator any account, calls unusual. */
export const readUnusualSettings = async (ctx: RequestContext, partnerId: string | undefined) => {
  const whose = await findWhose(ctx, partnerId);
  return whose.accepted ? accepted(whose.value.settings) : whose;
};

/** It holds for records that are looked through from now on. */
export const setUnusualSettings = async (
  ctx: RequestContext,
  partnerId: string | undefined,
  after: UnusualSettings,
) => {
  const whose = await findWhose(ctx, partnerId);
  if (!whose.accepted) return whose;
  const { caller, accountId, now, isOwn, settings } = whose.value;
  const entry: ActivityEntry = {
    action: 'set_unusual_activity',
    resourceId: accountId,
    oldValue: settings,
    newValue: after,
    details: after,
  };
  const writes = [saveSetting(accountId, rowOf(after))];
  const deed = { writes, activity: [entry], events: [] } as const;
  const done = isOwn
    ? await act(ctx, caller, deed, after)
    : await actAsOperator(ctx, caller, deed, after, { accountId, now });
  return done.accepted ? accepted(after) : done;
};

const findWhose = async (ctx: RequestContext, partnerId: string | undefined) => {
  const own = ctx.principal.accountId;
  const read = await readAs(ctx, 'activity.manage', undefined, [readSetting(own)]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const accountId = partnerId === undefined ? own : parseAccountId(partnerId);
  if (accountId === own)
    return accepted<Whose>({
      caller,
      accountId,
      now: caller.now,
      isOwn: true,
      settings: settingsOf(rows[0][0]),
    });
  if (accountId === undefined || ctx.principal.kind !== 'operator')
    return refused({ code: 'partner.not_found' });
  const { system } = ctx.pools;
  const [account] = await query(system, noTenant, readAccountClock(accountId));
  if (!account) return refused({ code: 'partner.not_found' });
  const [row] = await query(system, noTenant, readSetting(accountId));
  const now = instant(ctx.realNow() + Number(account.clock_offset_ms));
  return accepted<Whose>({ caller, accountId, now, isOwn: false, settings: settingsOf(row) });
};

const settingsOf = (row: SettingRow | undefined): UnusualSettings =>
  row ? { manyKeys: row.many_keys, night: row.night, newCountry: row.new_country } : usualSettings;

const rowOf = ({ manyKeys, night, newCountry }: UnusualSettings): SettingRow => ({
  many_keys: manyKeys,
  night,
  new_country: newCountry,
});
