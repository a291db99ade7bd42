import type { Action } from '@kontor/domain/activity/actions';
import { accepted, refused } from '@kontor/domain/decision';
import type { Impact } from '@kontor/domain/support/impact';
import { moveRequest } from '@kontor/domain/support/support-request';
import type { NoteKind, SupportMove } from '@kontor/domain/support/support-status';
import { withRetries } from '../platform/db/retry.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import { newUuid } from '../platform/new-id.ts';
import { actOnRequest } from './act-on-request.ts';
import { insertNote, type NoteRow } from './conversation-store.ts';
import { detailsOf, supportEvent } from './create-support-request.ts';
import { type FoundRequest, findRequest, requestKeyFrom } from './find-request.ts';
import type { SupportMailKind } from './mail-words.ts';
import { rowInState, stateOf } from './request-record.ts';
import {
  mailToAuthor,
  mailToOperators,
  type OperatorAddress,
  operatorAddresses,
  type StepFacts,
} from './support-mails.ts';
import { type RequestRow, updateRequest } from './support-store.ts';

export type Saying = {
  readonly what: 'note' | 'close' | 'reopen';
  /** Said with it: how badly it hurts now. */
  readonly impact?: Impact | undefined;
  readonly text: string;
  /** Said without signing in, by the address in a mail. */
  readonly byLink?: true;
};

type Step = {
  readonly action: Action;
  readonly event: 'answered' | 'closed' | 'reopened';
  /** Told to the other side. */
  readonly toAuthor: SupportMailKind;
  readonly toOperators: SupportMailKind;
};

const steps: Readonly<Record<Saying['what'], Step>> = {
  note: {
    action: 'add_support_note',
    event: 'answered',
    toAuthor: 'support_answered',
    toOperators: 'support_reply',
  },
  close: {
    action: 'close_support_request',
    event: 'closed',
    toAuthor: 'support_closed',
    toOperators: 'support_closed_by_partner',
  },
  reopen: {
    action: 'reopen_support_request',
    event: 'reopened',
    toAuthor: 'support_answered',
    toOperators: 'support_reply',
  },
};

/** A note from either side, with or without the end of the request or its beginning anew. */
export const sayInRequest = (ctx: RequestContext, idOrNumber: string, saying: Saying) =>
  withRetries(async () => {
    const found = await findRequest(ctx, 'support.answer', requestKeyFrom(idOrNumber));
    if (!found.accepted) return found;
    const text = saying.text.trim();
    if (text === '' && saying.what === 'note')
      return invalid([{ path: 'text', message: 'must say something' }]);
    const addresses = found.value.side === 'partner' ? await operatorAddresses(ctx) : [];
    const said = sayingDeed(ctx, found.value, { ...saying, text }, addresses);
    if (!said.accepted) return said;
    const done = await actOnRequest(ctx, found.value, said.value.deed, said.value.after);
    return done.accepted ? accepted(done.value.value) : refused(done.refusal);
  });

/** What a note writes, whoever says it and by whichever way it came. */
export const sayingDeed = (
  ctx: Parameters<typeof mailToAuthor>[0],
  found: FoundRequest,
  { what, text, byLink, impact = found.record.row.impact }: Saying,
  addresses: readonly OperatorAddress[],
) => {
  const { record, side, now } = found;
  const move: SupportMove = what === 'note' ? `${side}_note` : what;
  const moved = moveRequest(stateOf(record.row), move, now);
  if (!moved.accepted) return moved;
  const step = steps[what];
  const row = { ...rowInState(record.row, moved.value, now), ...answeredBy(found, what), impact };
  const note = text === '' ? undefined : noteOf(found, what, text);
  const facts: StepFacts = { by: nameOf(found), note: text };
  const mails: Statement[] =
    side === 'operator'
      ? mailToAuthor(ctx, row, step.toAuthor, facts)
      : mailToOperators(ctx, addresses, row, step.toOperators, facts);
  const after = afterSaying(found, row, note);
  return accepted({
    after,
    deed: {
      writes: [
        updateRequest(record.row, row),
        ...(note ? [insertNote(row.account_id, row.id, note)] : []),
        ...mails,
      ],
      activity: [
        {
          action: step.action,
          resourceId: row.id,
          oldValue: detailsOf(record.row),
          newValue: detailsOf(row),
          details: {
            ...detailsOf(row),
            side,
            ...(note ? { noteId: note.id } : {}),
            ...(byLink ? { kind: 'reply_link' } : {}),
          },
        },
      ] as const,
      events: [supportEvent(step.event, row, { side })],
    },
  });
};

/** The first word of the operator is the answer that the target is about. */
const answeredBy = ({ side, record, now }: FoundRequest, what: Saying['what']): Partial<RequestRow> =>
  side === 'operator' && what === 'note' && record.row.answered_at === null ? { answered_at: now } : {};

export const nameOf = ({ caller }: FoundRequest): string => caller.person?.displayName ?? '';

export const noteOf = (found: FoundRequest, kind: NoteKind, text: string): NoteRow => ({
  id: newUuid(),
  side: found.side,
  kind,
  author_id: found.caller.actor.userId ?? null,
  author_name: nameOf(found),
  text,
  at: found.now,
});

export const afterSaying = (
  found: FoundRequest,
  row: RequestRow,
  note: NoteRow | undefined,
): FoundRequest => ({
  ...found,
  record: { ...found.record, row, notes: note ? [...found.record.notes, note] : found.record.notes },
});
