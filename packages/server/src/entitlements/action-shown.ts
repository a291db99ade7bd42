import type { action as actionShape } from '@kontor/contract/software';
import type { CancelAction } from '@kontor/domain/entitlement/software-actions';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import { problemOf } from '../problem-of.ts';
import type { RefusalCode } from '../refusals.ts';

type ActionView = z.infer<typeof actionShape>;

/** Codes in `actions` are those of the problem that the act itself would be refused with; verdicts keep their own. */
const codeOf = (code: RefusalCode): string => (code.startsWith('order.') ? code : problemOf[code]);

type PlainAction = { readonly allowed: true } | { readonly allowed: false; readonly code: RefusalCode };

/** An action, or the code of why not, with the roles that would help where it is a matter of roles. */
export const actionView = (action: PlainAction): ActionView =>
  action.allowed
    ? { allowed: true }
    : {
        allowed: false,
        code: codeOf(action.code),
        ...('anyOf' in action && Array.isArray(action.anyOf) ? { anyOf: action.anyOf.map(String) } : {}),
      };

export const cancelActionView = (action: CancelAction): ActionView => ({
  allowed: action.allowed,
  ...(action.allowed ? {} : { code: codeOf(action.code) }),
  ...('anyOf' in action ? { anyOf: [...action.anyOf] } : {}),
  ...(action.daysRemaining === undefined ? {} : { daysRemaining: action.daysRemaining }),
  ...(action.hoursRemaining === undefined ? {} : { hoursRemaining: action.hoursRemaining }),
  ...(action.cancellableUntil === undefined
    ? {}
    : { cancellableUntil: formatInstant(action.cancellableUntil) }),
  ...(action.closedOn === undefined ? {} : { closedOn: action.closedOn }),
  ...(action.closedAt === undefined ? {} : { closedAt: formatInstant(action.closedAt) }),
});
