import type { AccountId } from '@kontor/domain/ids';
import type { LockName } from '../platform/db/session-lock.ts';

/** Any number that no other lock of ours uses. */
const clockSpace = 1_129_270_091;

/** Held by whoever moves an account's clock. */
export const clockLock = (accountId: AccountId): LockName => ({ space: clockSpace, name: accountId });
