import { type PolicyPresetName, policyPresets } from '@kontor/domain/cancellation/policy-presets';
import { accepted, type Decision } from '@kontor/domain/decision';
import { parsePolicyId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { formatInstant, type Instant, utc } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { newUuid } from '../platform/new-id.ts';
import { effectiveFrom } from './effective-from.ts';
import { type PolicyBody, type PolicyDraft, readPolicy } from './policy-input.ts';
import {
  guardPolicies,
  insertExtensions,
  insertPolicies,
  type KnownNames,
  type NewPolicy,
  readNames,
  readScopes,
  type ScopeState,
} from './policy-store.ts';
import { runExtensions } from './run-extensions.ts';

/** Versions just written, and the moment at which they are looked at. */
export type WrittenPolicies = { readonly policies: readonly NewPolicy[]; readonly now: Instant };

/** A policy, or the next version of the one with the same scope. */
export const createPolicy = (ctx: RequestContext, body: PolicyBody) =>
  addPolicies(ctx, (now) => {
    const draft = readPolicy(body, now);
    return draft.accepted ? accepted([draft.value]) : draft;
  });

/** The rules of a set that ships, each as the next version of its family's policy. */
export const applyPreset = (
  ctx: RequestContext,
  body: { readonly name: string; readonly effectiveFrom: string },
) => addPolicies(ctx, (now) => presetDrafts(body, now));

const isPreset = (name: string): name is PolicyPresetName => Object.hasOwn(policyPresets, name);

const presetDrafts = (
  { name, effectiveFrom: text }: { readonly name: string; readonly effectiveFrom: string },
  now: Instant,
): Decision<PolicyDraft[], InputRefusal> => {
  const errors: FieldError[] = [];
  if (!isPreset(name))
    errors.push({ path: 'name', message: `must be one of ${Object.keys(policyPresets).join(', ')}` });
  const from = effectiveFrom(text, now);
  if (typeof from === 'object') errors.push({ path: 'effectiveFrom', message: from.message });
  if (errors.length > 0 || !isPreset(name) || typeof from === 'object') return invalid(errors);
  return accepted(
    policyPresets[name].map((rule) => ({
      ...rule,
      productId: null,
      market: null,
      segment: null,
      zone: utc,
      effectiveFrom: from,
      extendsExisting: false,
      preset: name,
    })),
  );
};

const addPolicies = async (
  ctx: RequestContext,
  read: (now: Instant) => Decision<PolicyDraft[], InputRefusal>,
) => {
  const written = await withRetries(() => writePolicies(ctx, read));
  if (written.accepted && written.value.policies.some(({ extendsExisting }) => extendsExisting))
    await runExtensions(ctx);
  return written;
};

const writePolicies = async (
  ctx: RequestContext,
  read: (now: Instant) => Decision<PolicyDraft[], InputRefusal>,
) => {
  // The operator's clock is real time, so that the drafts can be read before the rows that they ask for.
  const drafts = read(ctx.realNow());
  const scopes = drafts.accepted ? drafts.value : [];
  const [first] = scopes;
  const found = await readAs(ctx, 'policies.manage', undefined, [
    readScopes(scopes),
    readNames(first?.market ?? null, first?.productId ?? null),
  ]);
  if (!found.accepted) return found;
  if (!drafts.accepted) return drafts;
  const { caller, rows } = found.value;
  const [states, [names]] = rows;
  const unknown = unknownNames(first, names);
  if (unknown.length > 0) return invalid(unknown);
  const policies = drafts.value.map((draft, index) => numbered(draft, states[index]));
  const done = await actAsOperator(
    ctx,
    caller,
    {
      writes: [
        ...guardPolicies(states[0]?.all_count ?? 0n),
        insertPolicies(policies),
        ...policies
          .filter(({ extendsExisting }) => extendsExisting)
          .map((policy) => insertExtensions(policy, ctx.realNow())),
      ],
      activity: [recordOf(policies[0]), ...policies.slice(1).map(recordOf)],
      events: policies.map((policy) => ({
        type: 'policy.created',
        aggregateType: 'policy',
        aggregateId: policy.id,
        data: factsOf(policy),
      })),
    },
    { policies, now: caller.now } satisfies WrittenPolicies,
  );
  return done.accepted ? accepted<WrittenPolicies>(done.value.value) : done;
};

const unknownNames = (draft: PolicyDraft | undefined, names: KnownNames | undefined): FieldError[] => {
  if (!draft || !names) return [];
  const errors: FieldError[] = [];
  if (!names.market_known)
    errors.push({ path: 'market', message: 'must be the code of a market, such as TR' });
  if (draft.productId !== null && names.product_family !== draft.family)
    errors.push({
      path: 'productId',
      message:
        names.product_family === null
          ? 'must be a product of the catalog'
          : `must be of the family ${draft.family}; this one is of ${names.product_family}`,
    });
  return errors;
};

const numbered = (draft: PolicyDraft, state: ScopeState | undefined): NewPolicy => {
  const id = state?.id ?? parsePolicyId(newUuid());
  invariant(id, 'a new id can be read');
  return { ...draft, id, version: (state?.version ?? 0) + 1 };
};

const recordOf = (policy: NewPolicy | undefined) => {
  invariant(policy, 'at least one policy is written');
  return {
    action: policy.version === 1 ? ('policy_created' as const) : ('policy_updated' as const),
    resourceId: policy.id,
    newValue: factsOf(policy),
    details: factsOf(policy),
  };
};

const factsOf = (policy: NewPolicy) => ({
  version: policy.version,
  family: policy.family,
  ...(policy.productId === null ? {} : { productId: policy.productId }),
  ...(policy.market === null ? {} : { market: policy.market }),
  ...(policy.segment === null ? {} : { segment: policy.segment }),
  window: policy.window,
  credit: policy.credit,
  zone: policy.zone,
  effectiveFrom: formatInstant(policy.effectiveFrom),
  extendsExisting: policy.extendsExisting,
  ...(policy.preset === null ? {} : { preset: policy.preset }),
});
