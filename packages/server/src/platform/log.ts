import { pino } from 'pino';

export type Log = {
  readonly debug: (facts: object, message?: string) => void;
  readonly info: (facts: object, message?: string) => void;
  readonly warn: (facts: object, message?: string) => void;
  readonly error: (facts: object, message?: string) => void;
};

/**
 * Structured lines on standard output. Callers pass facts they chose, never whole requests: no secret gets in. Lines
 * are written some at a time, at most half a second late, and all of them when the process ends by itself.
 */
export const createLog = (level: string): Log =>
  pino({ level, base: undefined }, pino.destination({ sync: false, minLength: 4096, periodicFlush: 500 }));
