import { setTimeout as sleep } from 'node:timers/promises';
import { type InFlight, type Sending, sendDue } from './deliver-webhooks.ts';

const usualPauseMs = 500;

/** Sends messages that are due until it is stopped; what is on its way then is still waited for. */
export const startWebhooks = (sending: Sending, everyMs = usualPauseMs): (() => Promise<void>) => {
  const ended = new AbortController();
  const inFlight: InFlight = new Set();
  const pause = () => sleep(everyMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
  const round = async (): Promise<void> => {
    try {
      const sent = await sendDue(sending, inFlight);
      // The next message about a thing goes as soon as the one before has arrived.
      await (sent === 0 ? pause() : Promise.race([pause(), ...[...inFlight].map(({ done }) => done)]));
    } catch (error) {
      sending.log.warn({ error: String(error) }, 'webhooks could not be sent; it is tried again');
      await pause();
    }
  };
  const run = async () => {
    while (!ended.signal.aborted) await round();
    await Promise.all([...inFlight].map(({ done }) => done));
  };
  const running = run();
  return async () => {
    ended.abort();
    await running;
  };
};
