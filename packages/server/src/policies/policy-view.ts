import type { AnswerOf } from '@kontor/contract/operation';
import type { policy as policyShape, previewPolicy } from '@kontor/contract/policies';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import type { WrittenPolicies } from './create-policy.ts';
import type { StandingPolicy } from './list-policies.ts';
import type { NewPolicy } from './policy-store.ts';
import type { PolicyPreview } from './preview-policy.ts';

type PolicyView = z.infer<typeof policyShape>;

export const policyView = (row: StandingPolicy): PolicyView => ({
  id: row.id,
  version: row.version,
  family: row.family,
  ...(row.product_id === null ? {} : { productId: row.product_id }),
  ...(row.market === null ? {} : { market: row.market }),
  ...(row.segment === null ? {} : { segment: row.segment }),
  window: row.cancellation_window,
  credit: row.credit,
  zone: row.zone,
  effectiveFrom: formatInstant(row.effective_from),
  extendsExisting: row.extends_existing,
  ...(row.preset === null ? {} : { preset: row.preset }),
  recordedAt: formatInstant(row.recorded_at),
  standing: row.standing,
});

export const writtenView = ({ policies, now }: WrittenPolicies): PolicyView[] =>
  policies.map((policy) => newView(policy, now));

const newView = (policy: NewPolicy, now: WrittenPolicies['now']): PolicyView =>
  policyView({
    id: policy.id,
    version: policy.version,
    family: policy.family,
    product_id: policy.productId,
    market: policy.market,
    segment: policy.segment,
    cancellation_window: policy.window,
    credit: policy.credit,
    zone: policy.zone,
    effective_from: policy.effectiveFrom,
    extends_existing: policy.extendsExisting,
    preset: policy.preset,
    recorded_at: now,
    standing: policy.effectiveFrom <= now ? 'in_force' : 'upcoming',
  });

export const previewView = ({
  window,
  version,
  replaces,
}: PolicyPreview): AnswerOf<typeof previewPolicy> => ({
  cancellable: window !== null,
  ...(window === null ? {} : { cancellableUntil: formatInstant(window.cancellableUntil) }),
  ...(window?.kind === 'calendar' ? { closedOn: window.closedOn } : {}),
  version,
  ...(replaces === undefined
    ? {}
    : { replaces: { window: replaces.cancellation_window, credit: replaces.credit } }),
});
