import { writeBatch } from '../db/batch.ts';
import type { Pool } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import { sweepAttempts } from './attempt-store.ts';
import { sweepOidcModels } from './oidc-store.ts';
import { sweepSessions } from './session-store.ts';

const dayMs = 86_400_000;
const sessionsKeptDays = 30;

/** Removes what has expired: refresh tokens, pending sign-ins, counted attempts, old sessions. For a daily tick. */
export async function sweepIdentity(system: Pool, now: number): Promise<void> {
  await writeBatch(system, noTenant, [
    sweepOidcModels(now),
    sweepAttempts(now - dayMs),
    sweepSessions(now - sessionsKeptDays * dayMs),
  ]);
}
