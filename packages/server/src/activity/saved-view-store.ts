import type { activityViewQuery } from '@kontor/contract/activity';
import type { Instant } from '@kontor/domain/time';
import type { z } from 'zod';
import { jsonb } from '../platform/db/encode-value.ts';
import type { Statement } from '../platform/db/statement.ts';

export type ViewQuery = z.infer<typeof activityViewQuery>;

export type SavedViewRow = {
  readonly id: string;
  readonly name: string;
  readonly query: ViewQuery;
  readonly created_at: Instant;
};

export type ViewOwner = { readonly accountId: string; readonly personId: string };

export const listSavedViews = ({ accountId, personId }: ViewOwner): Statement<SavedViewRow> => ({
  name: 'saved_views.list',
  text: `select id, name, query, created_at from kontor.activity_saved_view
    where account_id = $1 and person_id = $2 order by lower(name), id`,
  values: [accountId, personId],
});

/** @throws a unique violation where the person has a view of the name */
export const insertSavedView = (
  { accountId, personId }: ViewOwner,
  view: { readonly id: string; readonly name: string; readonly query: ViewQuery; readonly at: Instant },
): Statement => ({
  name: 'saved_views.insert',
  text: `insert into kontor.activity_saved_view (account_id, person_id, id, name, query, created_at)
    values ($1, $2, $3, $4, $5::jsonb, $6)`,
  values: [accountId, personId, view.id, view.name, jsonb(view.query), new Date(view.at)],
});

/** Raises when it is no longer there. */
export const deleteSavedViewRow = ({ accountId, personId }: ViewOwner, id: string): Statement => ({
  name: 'saved_views.delete',
  text: `with gone as (delete from kontor.activity_saved_view where account_id = $1 and person_id = $2 and id = $3 returning 1)
    select kontor.expect(count(*), 1, 'activity_view.changed') from gone`,
  values: [accountId, personId, id],
});
