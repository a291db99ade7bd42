import type { Action } from '@kontor/domain/activity/actions';
import type { CustomerId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

/** What an organisation may read of the log: what became of its own keys, files and links (product 5). */
export const historyActions = [
  'get_software_key',
  'get_software_download_link',
  'software_download',
  'revoke_download_link',
  'create_reveal_link',
  'revoke_reveal_link',
] as const satisfies readonly Action[];

export type HistoryRow = {
  readonly id: string;
  readonly at: Instant;
  readonly action: Action;
  readonly resource_id: string;
  readonly person_name: string | null;
  readonly own: boolean;
  readonly details: Readonly<Record<string, unknown>>;
};

export type HistoryQuery = {
  readonly customerId: CustomerId;
  readonly entitlementId: string | null;
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

export const readHistory = (accountId: string, query: HistoryQuery): Statement<HistoryRow> => ({
  name: 'entitlements.read_history',
  text: `select a.id, a.at, a.action, a.resource_id, a.person_name, p.id is not null as own, a.details
    from kontor.activity_pending a
    left join kontor.person p on p.account_id = a.account_id and p.id = a.person_id and p.customer_id = a.customer_id
    where a.account_id = $1 and a.customer_id = $2 and a.action = any ($3) and a.outcome = 'succeeded'
      and ($4::text is null or a.resource_id = $4)
      and (a.at, a.id) < (coalesce($5::timestamptz, 'infinity'), coalesce($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
    order by a.at desc, a.id desc limit $7`,
  values: [
    accountId,
    query.customerId,
    historyActions,
    query.entitlementId,
    query.after ? new Date(query.after.at) : null,
    query.after?.id ?? null,
    query.limit,
  ],
});
