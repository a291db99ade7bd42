import type { CreditRule } from '@kontor/domain/cancellation/policy';
import { parseSegment, type Segment } from '@kontor/domain/catalog/segment';
import { accepted, type Decision } from '@kontor/domain/decision';
import { type ProductId, parseProductId } from '@kontor/domain/ids';
import type { Family } from '@kontor/domain/market/family';
import { type MarketCode, parseMarketCode } from '@kontor/domain/market/market';
import { type Instant, parseDuration, parseZone, utc, type Zone } from '@kontor/domain/time';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { effectiveFrom } from './effective-from.ts';

/** What a version of a policy is about; versions of the same scope share an id. */
export type PolicyScope = {
  readonly family: Family;
  readonly productId: ProductId | null;
  readonly market: MarketCode | null;
  readonly segment: Segment | null;
};

/** A version as the operator wants it; id and number are given when it is written. */
export type PolicyDraft = PolicyScope & {
  readonly window: string | null;
  readonly credit: CreditRule;
  readonly zone: Zone;
  readonly effectiveFrom: Instant;
  readonly extendsExisting: boolean;
  readonly preset: string | null;
};

export type PolicyBody = {
  readonly family: Family;
  readonly productId?: string | undefined;
  readonly market?: string | undefined;
  readonly segment?: string | undefined;
  readonly window: string | null;
  readonly credit: CreditRule;
  readonly zone?: string | undefined;
  readonly effectiveFrom: string;
  readonly extendsExisting?: boolean | undefined;
};

/** Ten years: longer than any term that is sold. */
const longestDays = 3_660;

/** Reads what an operator sent; everything that is wrong with it at once. */
export const readPolicy = (body: PolicyBody, now: Instant): Decision<PolicyDraft, InputRefusal> => {
  const errors: FieldError[] = [];
  const refuse = (path: string, message: string) => {
    errors.push({ path, message });
    return null;
  };
  const productId =
    body.productId === undefined
      ? null
      : (parseProductId(body.productId) ??
        refuse('productId', 'must be twelve letters or digits, as in the price sheet'));
  const market = body.market === undefined ? null : (parseMarketCode(body.market) ?? null);
  const segment = body.segment === undefined ? null : (parseSegment(body.segment) ?? null);
  const zone = body.zone === undefined ? utc : parseZone(body.zone);
  if (zone === undefined) refuse('zone', 'must be an IANA time zone, such as Europe/Istanbul');
  const wrongWindow = windowProblem(body.family, body.window);
  if (wrongWindow !== undefined) refuse('window', wrongWindow);
  const from = effectiveFrom(body.effectiveFrom, now);
  if (typeof from === 'object') refuse('effectiveFrom', from.message);
  if (body.extendsExisting && body.window === null)
    refuse('extendsExisting', 'needs a window: a policy without one lengthens nothing; leave it out');
  if (errors.length > 0 || zone === undefined || typeof from === 'object') return invalid(errors);
  return accepted({
    family: body.family,
    productId,
    market,
    segment,
    window: body.window,
    credit: body.credit,
    zone,
    effectiveFrom: from,
    extendsExisting: body.extendsExisting ?? false,
    preset: null,
  });
};

/** What is wrong with a window, in words that name the remedy. */
const windowProblem = (family: Family, window: string | null): string | undefined => {
  if (window === null) return undefined;
  if (family === 'software_plan') return 'must be null: a software plan is never cancelled';
  if (family === 'reservation')
    return 'must be null: a reservation is given back by its refund policy, not by a window';
  const duration = parseDuration(window);
  if (!duration)
    return 'must be an ISO 8601 duration, such as P60D (calendar days) or PT168H (hours), or null';
  const { years, months, days, hours, minutes, seconds, kind } = duration;
  const clockMs = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  if (kind === 'calendar' && clockMs > 0)
    return 'must be whole days or exact hours, not both: P60D or PT168H';
  if (kind === 'exact' && clockMs < 60_000) return 'must last at least a minute; for never, send null';
  const inDays = years * 366 + months * 31 + days + clockMs / 86_400_000;
  return inDays > longestDays ? 'must not be longer than ten years' : undefined;
};
