import { accepted, refused } from '@kontor/domain/decision';
import { act } from '../partners/act.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import { isUniqueViolation } from '../platform/db/errors.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { uuidFrom } from '../platform/http/path-ids.ts';
import { newUuid } from '../platform/new-id.ts';
import { readQuestion } from './read-question.ts';
import {
  deleteSavedViewRow,
  insertSavedView,
  listSavedViews,
  type SavedViewRow,
  type ViewOwner,
  type ViewQuery,
} from './saved-view-store.ts';

/** More than a person finds anything in. */
export const mostViews = 100;

const ownerOf = (ctx: RequestContext): ViewOwner => ({
  accountId: ctx.principal.accountId,
  // Applications without a user may not read the log, and are refused before anything is shown.
  personId: 'userId' in ctx.principal ? ctx.principal.userId : uuidFrom(undefined),
});

export const listViews = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'activity.read', undefined, [listSavedViews(ownerOf(ctx))]);
  return read.accepted ? accepted<readonly SavedViewRow[]>(read.value.rows[0]) : read;
};

/** Keeps a question under a name, for the person who asks it. */
export const saveView = (
  ctx: RequestContext,
  { name: given, query }: { readonly name: string; readonly query: ViewQuery },
) =>
  withRetries(async () => {
    const owner = ownerOf(ctx);
    const read = await readAs(ctx, 'activity.read', undefined, [listSavedViews(owner)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const name = given.trim();
    const errors = [{ path: 'name', message: 'must have a letter in it' }];
    if (name === '') return refused({ code: 'request.invalid' as const, errors });
    const question = readQuestion(query, caller.now);
    if (!question.accepted) return question;
    const views = rows[0];
    if (views.some((view) => view.name === name)) return refused({ code: 'activity.view_exists' as const });
    if (views.length >= mostViews) return refused({ code: 'activity.too_many_views' as const });
    const view: SavedViewRow = { id: newUuid(), name, query, created_at: caller.now };
    return keepView(ctx, caller, owner, view);
  });

const keepView = async (ctx: RequestContext, caller: Caller, owner: ViewOwner, view: SavedViewRow) => {
  const { id, name, query } = view;
  // What is looked for may name a person, and the name of a view may say as much: neither goes on record.
  const recorded = { filters: Object.keys(query).sort() };
  const deed = {
    writes: [insertSavedView(owner, { id, name, query, at: caller.now })],
    activity: [{ action: 'save_activity_view' as const, resourceId: id, newValue: recorded }] as const,
    events: [],
  };
  try {
    const done = await act(ctx, caller, deed, view);
    return done.accepted ? accepted(view) : done;
  } catch (error) {
    if (isUniqueViolation(error, 'activity_saved_view_account_id_person_id_name_key'))
      return refused({ code: 'activity.view_exists' as const });
    throw error;
  }
};

export const deleteView = (ctx: RequestContext, viewId: string) =>
  withRetries(async () => {
    const owner = ownerOf(ctx);
    const read = await readAs(ctx, 'activity.read', undefined, [listSavedViews(owner)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const view = rows[0].find(({ id }) => id === uuidFrom(viewId));
    if (!view) return refused({ code: 'activity.not_found' as const });
    const deed = {
      writes: [deleteSavedViewRow(owner, view.id)],
      activity: [
        {
          action: 'delete_activity_view' as const,
          resourceId: view.id,
          oldValue: { filters: Object.keys(view.query).sort() },
        },
      ] as const,
      events: [],
    };
    const done = await act(ctx, caller, deed, undefined);
    return done.accepted ? accepted(undefined) : done;
  });
