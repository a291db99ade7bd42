import { type ProblemDetails, ProblemError } from '@kontor/contract/client';

/** What went wrong, in the shape of the API also when the network failed before it answered. */
export function problemOf(error: unknown): ProblemDetails {
  if (error instanceof ProblemError) return error.problem;
  return {
    type: 'about:blank',
    title: 'unreachable',
    status: 0,
    code: 'unreachable',
    detail: error instanceof Error ? error.message : '',
    requestId: '',
  };
}

export function isProblem(error: unknown, code: string): boolean {
  return error instanceof ProblemError && error.problem.code === code;
}

/** A refusal that another try cannot change. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status >= 400 && error.problem.status < 500;
}

const forbidden = new Set(['role_required', 'user_required', 'scope_required', 'second_factor_required']);

export function isForbidden(error: unknown): boolean {
  return error instanceof ProblemError && forbidden.has(error.problem.code);
}

/** Roles that would have been allowed, when the refusal names them. */
export function rolesOf(facts: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(facts.anyOf) ? facts.anyOf.filter((role) => typeof role === 'string') : [];
}
