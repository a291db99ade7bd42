import { formatInstant } from '@kontor/domain/time';
import { nextStep, retryAfterOf } from '@kontor/domain/webhook/next-attempt';
import { query, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { type GuardedAnswer, type GuardedRequest, postGuarded } from '../platform/http/guarded-request.ts';
import {
  type AttemptEntry,
  type ClaimedDelivery,
  claimDeliveries,
  postponeDelivery,
  settleDelivery,
} from './delivery-store.ts';
import { disableEndpoint, readSecrets } from './endpoint-store.ts';
import { standardHeaders, type WebhookSecret } from './standard-signature.ts';
import { openWebhookSigner } from './webhook-key.ts';
import { secretPlace } from './webhook-secrets.ts';

export type Sending = Pick<Services, 'pools' | 'vault' | 'publicUrl' | 'log' | 'realNow'> & {
  readonly allowPrivate: boolean;
  readonly timeoutMs?: number;
  readonly random?: () => number;
};

/** How many are on their way at once, to everybody and to one endpoint: who is slow keeps nobody else waiting. */
const mostAtOnce = 20;
const mostOfOne = 5;

/** What is on its way, by endpoint. */
export type InFlight = Set<{ readonly endpointId: string; readonly done: Promise<void> }>;

/** Takes what is due and begins to send it; says how much that was. */
export const sendDue = async (sending: Sending, inFlight: InFlight): Promise<number> => {
  const free = mostAtOnce - inFlight.size;
  if (free <= 0) return 0;
  const counts = new Map<string, number>();
  for (const { endpointId } of inFlight) counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1);
  const busy = [...counts].filter(([, count]) => count >= mostOfOne).map(([id]) => id);
  const [claimed] = await writeBatch(sending.pools.system, noTenant, [claimDeliveries(free, busy)]);
  for (const delivery of claimed.rows) {
    const flight = {
      endpointId: delivery.endpoint_id,
      done: deliver(sending, delivery)
        .catch((error) => sending.log.warn({ error: String(error) }, 'a webhook is tried again'))
        .finally(() => inFlight.delete(flight)),
    };
    inFlight.add(flight);
  }
  return claimed.rows.length;
};

/** Sends all that is due, and waits for what comes of it. */
export const deliverDue = async (sending: Sending): Promise<number> => {
  const inFlight: InFlight = new Set();
  const sent = await sendDue(sending, inFlight);
  await Promise.all([...inFlight].map(({ done }) => done));
  return sent;
};

const deliver = async (sending: Sending, delivery: ClaimedDelivery): Promise<void> => {
  const { realNow, random = Math.random } = sending;
  const { answer, error } = await attempt(sending, delivery);
  const status = answer?.status ?? null;
  const now = realNow();
  const entry: AttemptEntry = {
    at: formatInstant(now),
    status,
    message: printable(answer?.text ?? ''),
    error: error.slice(0, 300),
  };
  const step = nextStep({
    status,
    retryAfterMs: retryAfterOf(single(answer?.headers['retry-after']), now),
    attempts: delivery.attempts,
    most: delivery.attempts_most,
    spread: random(),
  });
  const { system } = sending.pools;
  if (step.kind === 'again')
    await writeBatch(system, noTenant, [postponeDelivery(delivery, step.afterMs, entry)]);
  else {
    const gone = step.kind === 'gone' ? disableEndpoint(delivery.account_id, delivery.endpoint_id) : [];
    const settled = settleDelivery(delivery, step.kind === 'delivered' ? 'delivered' : 'failed', entry);
    await writeBatch(system, noTenant, [settled, ...gone]);
  }
};

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

// Anything may be answered; what cannot be stored as text is left out of the log.
const printable = (text: string): string => text.replaceAll('\0', '').slice(0, 300);

type Outcome = { readonly answer: GuardedAnswer | undefined; readonly error: string };

const attempt = async (sending: Sending, delivery: ClaimedDelivery): Promise<Outcome> => {
  const { allowPrivate, timeoutMs, log } = sending;
  try {
    const request: GuardedRequest = {
      url: delivery.url,
      headers: { ...common, ...(await signatureOf(sending, delivery)) },
      body: delivery.body,
      allowPrivate,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    return { answer: await postGuarded(request), error: '' };
  } catch (error) {
    // Never the address: whoever writes logs need not know what is in it.
    log.debug({ delivery: delivery.id, error: String(error) }, 'a webhook got no answer');
    return { answer: undefined, error: error instanceof Error ? error.message : 'no answer' };
  }
};

const common = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Kontor-Webhooks/1' };

const signatureOf = async (
  sending: Sending,
  delivery: ClaimedDelivery,
): Promise<Readonly<Record<string, string>>> => {
  if (delivery.form === 'standard') {
    const seconds = Math.floor(sending.realNow() / 1000);
    const message = { id: delivery.message_id, seconds, body: delivery.body };
    return standardHeaders(message, await secretsOf(sending, delivery));
  }
  const { certificateUrl, sign } = await openWebhookSigner(sending);
  return {
    [delivery.ms_signature ? 'x-ms-signature' : 'authorization']: `Signature ${sign(delivery.body)}`,
    'x-ms-certificate-url': certificateUrl,
    'x-ms-signature-algorithm': 'rsa-sha256',
  };
};

const secretsOf = async (
  { pools, vault }: Sending,
  { account_id: accountId, endpoint_id: endpointId }: ClaimedDelivery,
): Promise<readonly WebhookSecret[]> => {
  const rows = await query(pools.system, noTenant, readSecrets(accountId, endpointId));
  return Promise.all(
    rows.map(async (row) =>
      JSON.parse(await vault.open(secretPlace(accountId, row.id), row.ciphertext, row.data_key_id)),
    ),
  );
};
