import * as contract from '@kontor/contract/policies';
import { invariant } from '@kontor/domain/invariant';
import type { FastifyInstance } from 'fastify';
import { customerIdFrom, orderIdFrom } from '../platform/http/path-ids.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { applyPreset, createPolicy, type WrittenPolicies } from './create-policy.ts';
import { readLinePolicy } from './line-policy.ts';
import { linePolicyView } from './line-policy-view.ts';
import {
  listPolicies,
  type PolicyVersions,
  readPolicyHistory,
  type StandingPolicy,
} from './list-policies.ts';
import { policyView, previewView, writtenView } from './policy-view.ts';
import { previewPolicy } from './preview-policy.ts';
import type { ReviewRuleRow } from './review-rule-store.ts';
import { reviewRuleView } from './review-rule-view.ts';
import { createReviewRule, endReviewRule, listReviewRules } from './review-rules.ts';

export const registerPolicies = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.createPolicy, {
    run: (ctx, { body }) => createPolicy(ctx, body),
    view: firstOf,
  });
  registerKontor(app, surface, contract.previewPolicy, {
    run: (ctx, { body }) => previewPolicy(ctx, body),
    view: previewView,
  });
  registerKontor(app, surface, contract.listPolicies, {
    run: (ctx, { query }) =>
      listPolicies(ctx, { at: query.at, family: query.family, upcoming: query.upcoming === 'true' }),
    view: (policies: readonly StandingPolicy[]) => ({ items: policies.map(policyView), next: null }),
  });
  registerKontor(app, surface, contract.getPolicy, {
    run: (ctx, { params }) => readPolicyHistory(ctx, params.policyId),
    view: ({ id, versions }: PolicyVersions) => ({ id, versions: versions.map(policyView) }),
  });
  registerKontor(app, surface, contract.applyPolicyPreset, {
    run: (ctx, { body }) => applyPreset(ctx, body),
    view: (written: WrittenPolicies) => ({ items: writtenView(written) }),
  });
  registerKontor(app, surface, contract.getLinePolicy, {
    run: (ctx, { params }) =>
      readLinePolicy(ctx, {
        customerId: customerIdFrom(params.customerId),
        orderId: orderIdFrom(params.orderId),
        lineNumber: Number(params.lineNumber),
      }),
    view: linePolicyView,
  });
  registerReviewRules(app, surface);
};

const registerReviewRules = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.createReviewRule, {
    run: (ctx, { body }) => createReviewRule(ctx, body),
    view: reviewRuleView,
  });
  registerKontor(app, surface, contract.listReviewRules, {
    run: (ctx) => listReviewRules(ctx),
    view: (rules: readonly ReviewRuleRow[]) => ({ items: rules.map(reviewRuleView), next: null }),
  });
  registerKontor(app, surface, contract.endReviewRule, {
    run: (ctx, { params }) => endReviewRule(ctx, params.ruleId),
    view: reviewRuleView,
  });
};

const firstOf = (written: WrittenPolicies) => {
  const [policy] = writtenView(written);
  invariant(policy, 'a policy was written');
  return policy;
};
