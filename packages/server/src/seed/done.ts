import { inspect } from 'node:util';
import type { Decision, Refusal } from '@kontor/domain/decision';
import { InvariantError } from '@kontor/domain/invariant';

/** What a command of the demo was accepted with. Its data is ours, so that a refusal is a defect. */
export function done<T>(decision: Decision<T, Refusal>): T {
  if (decision.accepted) return decision.value;
  throw new InvariantError(`the demo was refused: ${inspect(decision.refusal, { depth: 4 })}`);
}
