import { resolveWindow, type Window } from '@kontor/domain/cancellation/window';
import { accepted } from '@kontor/domain/decision';
import { parsePolicyId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type PolicyBody, readPolicy } from './policy-input.ts';
import { type PolicyRecord, readPoliciesInForce, readScopes } from './policy-store.ts';

export type PolicyPreview = {
  /** Of a purchase made now; null when it could never be cancelled. */
  readonly window: Window | null;
  readonly version: number;
  readonly replaces: PolicyRecord | undefined;
};

const someId = parsePolicyId('00000000-0000-0000-0000-000000000000');

/** What a policy would mean for a purchase made now, by the rule that purchases are made by. */
export const previewPolicy = async (ctx: RequestContext, body: PolicyBody) => {
  const draft = readPolicy(body, ctx.realNow());
  const read = await readAs(ctx, 'policies.manage', undefined, [
    readScopes(draft.accepted ? [draft.value] : []),
    readPoliciesInForce(ctx.realNow()),
  ]);
  if (!read.accepted) return read;
  if (!draft.accepted) return draft;
  const [[scope], inForce] = read.value.rows;
  invariant(someId, 'the nil id can be read');
  const { window, credit, zone, effectiveFrom, extendsExisting, family } = draft.value;
  const version = (scope?.version ?? 0) + 1;
  const policy = { id: someId, version, family, window, credit, zone, effectiveFrom, extendsExisting };
  return accepted<PolicyPreview>({
    window: resolveWindow(policy, read.value.caller.now),
    version,
    replaces: inForce.find(({ id }) => id === scope?.id),
  });
};
