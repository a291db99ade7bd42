import { setTimeout as pause } from 'node:timers/promises';
import { RetryableError, VersionChanged } from './errors.ts';

const attempts = 3;
const longestPauseMs = 20;

/**
 * Reads, decides and writes again when the data changed meanwhile or PostgreSQL asks for it, at most 3 times.
 * @throws what the last attempt threw
 */
export async function withRetries<T>(attempt: () => Promise<T>): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt();
    } catch (error) {
      const again = error instanceof RetryableError || error instanceof VersionChanged;
      if (!again || number === attempts) throw error;
      await pause(Math.random() * longestPauseMs * number);
    }
  }
}
