import type { Access, Operation } from '@kontor/contract/operation';
import { type ProblemCode, problems } from '@kontor/contract/problems';
import { ruleOf } from '@kontor/domain/access/permissions';

/** Every problem an operation can answer: its own, and those that the frame of all operations brings. */
export const problemsOf = (operation: Operation): ProblemCode[] => {
  const all = [...ofAccess(operation), ...ofInput(operation), ...ofWriting(operation), ...operation.problems];
  return [...new Set<ProblemCode>([...all, 'internal'])].sort(
    (a, b) => problems[a].status - problems[b].status || (a < b ? -1 : 1),
  );
};

const isPermission = (access: Access) => access !== 'signed_in' && access !== 'anybody';

const ofAccess = ({ access, method }: Operation): ProblemCode[] => {
  if (access === 'anybody') return [];
  const known: ProblemCode[] = method === 'GET' ? ['unauthenticated'] : ['unauthenticated', 'csrf'];
  if (!isPermission(access)) return known;
  const rule = ruleOf(access);
  return [
    ...known,
    'role_required',
    ...(rule.partnerRoles.length > 0 && !rule.appOnly ? (['user_required'] as const) : []),
    ...(rule.scope === undefined ? [] : (['scope_required'] as const)),
    ...(rule.secondFactor ? (['second_factor_required'] as const) : []),
  ];
};

const ofInput = ({ params, query, body, bodyStream }: Operation): ProblemCode[] => [
  ...(body || bodyStream
    ? (['request.malformed', 'request.too_large', 'request.unsupported_type'] as const)
    : []),
  ...(params ? (['not_found'] as const) : []),
  ...(params || query || body ? (['request.invalid'] as const) : []),
];

const ofWriting = (operation: Operation): ProblemCode[] =>
  operation.method === 'GET' || operation.access === 'anybody'
    ? []
    : [
        'conflict',
        ...(isReplayable(operation) ? (['idempotency.in_progress', 'idempotency.key_reused'] as const) : []),
      ];

/** Answers that hold a secret are never stored, so that a repeat is decided anew. */
export const isReplayable = ({ method, secret, bodyStream, access }: Operation): boolean =>
  method === 'POST' && !secret && !bodyStream && access !== 'anybody';
