import type { ReviewRuleKind } from '@kontor/domain/cancellation/review-rules';
import type { Instant } from '@kontor/domain/time';
import { type Statement, statement } from '../platform/db/statement.ts';

export type ReviewRuleRow = {
  readonly id: string;
  readonly kind: ReviewRuleKind;
  readonly amount_minor: bigint | null;
  readonly currency: string | null;
  readonly order_ids: string[] | null;
  readonly effective_from: Instant;
  readonly ended_at: Instant | null;
};

const columns = 'id, kind, amount_minor, currency, order_ids, effective_from, ended_at';

export const readReviewRuleRows = (): Statement<ReviewRuleRow> =>
  statement(
    'policies.read_review_rules',
    `select ${columns} from kontor.review_rule order by ended_at desc nulls first, effective_from desc, id`,
  );

export const readReviewRule = (id: string): Statement<ReviewRuleRow> =>
  statement('policies.read_review_rule', `select ${columns} from kontor.review_rule where id = $1`, [id]);

export const insertReviewRule = (rule: ReviewRuleRow): Statement =>
  statement(
    'policies.insert_review_rule',
    `insert into kontor.review_rule (id, kind, amount_minor, currency, order_ids, effective_from)
     values ($1, $2, $3, $4, $5, $6)`,
    [rule.id, rule.kind, rule.amount_minor, rule.currency, rule.order_ids, new Date(rule.effective_from)],
  );

export const endReviewRuleRow = (id: string, at: Instant): Statement =>
  statement(
    'policies.end_review_rule',
    `with ended as (update kontor.review_rule set ended_at = $2 where id = $1 and ended_at is null returning 1)
     select kontor.expect(count(*), 1, 'review_rule.changed') from ended`,
    [id, new Date(at)],
  );
