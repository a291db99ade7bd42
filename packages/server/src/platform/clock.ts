import { type Instant, instant } from '@kontor/domain/time';

/** Real time, in milliseconds. The only place that asks the machine; an account's time is this plus its offset. */
export const realNow = (): Instant => instant(Date.now());
