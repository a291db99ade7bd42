import { setTimeout as sleep } from 'node:timers/promises';
import { writeBatch } from '../db/batch.ts';
import type { Pools } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import type { Log } from '../log.ts';
import { claimMails, type DueMail, failMail, markMailSent, postponeMail } from './mail-store.ts';
import type { Mailer } from './open-mailer.ts';

export type MailServices = { readonly pools: Pools; readonly log: Log };

const usualPauseMs = 2_000;
const atOnce = 10;

const minutes = 60_000;
/** Between one attempt and the next; after the last of them the mail is given up, two days after it was queued. */
const pauses = [1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720].map((count) => count * minutes);

/** Sends what is queued until it is stopped. */
export const startMails = (
  services: MailServices,
  mailer: Mailer,
  everyMs = usualPauseMs,
): (() => Promise<void>) => {
  const ended = new AbortController();
  const run = async () => {
    while (!ended.signal.aborted) {
      try {
        while ((await sendSomeMails(services, mailer)) === 'more' && !ended.signal.aborted);
      } catch (error) {
        services.log.warn(
          { error: error instanceof Error ? error.name : typeof error },
          'mails could not be read; it is tried again',
        );
      }
      await sleep(everyMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    }
  };
  const running = run();
  return async () => {
    ended.abort();
    await running;
    mailer.close();
  };
};

/** Sends what is due now, a handful at once; `more` when it is worth asking again at once. */
export const sendSomeMails = async (services: MailServices, mailer: Mailer): Promise<'more' | 'done'> => {
  const { pools } = services;
  const [{ rows }] = await writeBatch(pools.system, noTenant, [claimMails(atOnce)]);
  const serversDown = await Promise.all(rows.map((mail) => sendOne(services, mailer, mail)));
  return rows.length === atOnce && !serversDown.includes(true) ? 'more' : 'done';
};

/** Dying between the sending and the mark sends it twice, under the same Message-ID. */
const sendOne = async ({ pools, log }: MailServices, mailer: Mailer, mail: DueMail): Promise<boolean> => {
  const outcome = await mailer.send(mail);
  const { id, kind, attempts } = mail;
  if (outcome.status === 'sent') {
    await writeBatch(pools.system, noTenant, [markMailSent(mail)]);
    return false;
  }
  const pause = pauses[attempts - 1];
  const gone = outcome.status === 'refused' || pause === undefined;
  // What the server says may quote the address.
  log.warn(
    { mail: id, kind, attempts, gone },
    gone ? 'a mail could not be delivered' : 'a mail waits for its next attempt',
  );
  await writeBatch(pools.system, noTenant, [
    gone ? failMail(mail, outcome.why) : postponeMail(mail, pause, outcome.why),
  ]);
  return outcome.status === 'unknown' && outcome.serverIsDown;
};
