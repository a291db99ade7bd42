import { revocationLabel } from '@kontor/domain/licence/armour';
import {
  keptAfterEndDays,
  mostCarried,
  nextUpdateHours,
  type RevocationPayload,
  reissueHours,
  revocationText,
} from '@kontor/domain/licence/revocation-list';
import {
  formatInstant,
  type Instant,
  instant,
  millisecondsPerDay,
  millisecondsPerHour,
} from '@kontor/domain/time';
import { query, writeBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { openSigner, type Signer } from './licence-keys.ts';
import {
  type ListHead,
  numberRevocations,
  readCarriedSince,
  readListed,
  readListHead,
} from './revocation-store.ts';

export type PublishedList = {
  readonly number: bigint;
  readonly issuedAt: Instant;
  readonly kid: string;
  /** Armoured. */
  readonly text: string;
};

// Signed lists by product and what they begin after: rebuilt whenever number, hour or key is another.
const remembered = new Map<string, PublishedList>();
const mostRemembered = 500;

/**
 * The list of a product as of this very read: whatever has committed before is on it. Undefined for a product
 * without offline licences. A `since` that no list had gives the whole list.
 */
export const publishRevocations = async (
  services: Services,
  productId: string,
  since: bigint,
): Promise<PublishedList | undefined> => {
  const head = await newestHead(services, productId);
  if (!head.known) return undefined;
  return signList(services, productId, head, since > head.number ? 0n : since);
};

/** The newest entries, for a file to carry; the whole list as long as it is short. */
export const carriedRevocations = async (services: Services, productId: string): Promise<string> => {
  const head = await newestHead(services, productId);
  const [carried] = await query(
    services.pools.system,
    noTenant,
    readCarriedSince(productId, head.number, mostCarried),
  );
  return (await signList(services, productId, head, carried?.since ?? 0n)).text;
};

const newestHead = async ({ pools }: Services, productId: string): Promise<ListHead> => {
  const none: ListHead = { number: 0n, listed_at: null, waiting: false, known: false };
  const [head = none] = await query(pools.system, noTenant, readListHead(productId));
  if (!head.waiting) return head;
  await withRetries(() => writeBatch(pools.system, noTenant, [numberRevocations(productId)]));
  const [numbered = none] = await query(pools.system, noTenant, readListHead(productId));
  return numbered;
};

const signList = async (
  services: Services,
  productId: string,
  head: ListHead,
  since: bigint,
): Promise<PublishedList> => {
  const signer = await openSigner(services);
  const issuedAt = issuedAtOf(head, services.realNow());
  const place = `${productId}/${since}`;
  const known = remembered.get(place);
  if (known && known.number === head.number && known.issuedAt === issuedAt && known.kid === signer.kid)
    return known;
  const goneBefore = instant(issuedAt - keptAfterEndDays * millisecondsPerDay);
  const listed = await query(
    services.pools.system,
    noTenant,
    readListed(productId, { since, number: head.number }, goneBefore),
  );
  const list = sealList(signer, { productId, head, since, issuedAt, revoked: listed.map(({ id }) => id) });
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(place, list);
  return list;
};

/** The same for every process: the hour's beginning, or the instant of the newest entry if it came later. */
const issuedAtOf = ({ listed_at: listedAt }: ListHead, now: Instant): Instant => {
  const hourMs = reissueHours * millisecondsPerHour;
  return instant(Math.max(Math.floor(now / hourMs) * hourMs, listedAt ?? 0));
};

type ListFacts = {
  readonly productId: string;
  readonly head: ListHead;
  readonly since: bigint;
  readonly issuedAt: Instant;
  readonly revoked: readonly string[];
};

const sealList = (
  signer: Signer,
  { productId, head, since, issuedAt, revoked }: ListFacts,
): PublishedList => {
  const payload: RevocationPayload = {
    type: 'kontor.revocations',
    version: 1,
    keyId: signer.kid,
    product: productId,
    number: Number(head.number),
    since: Number(since),
    issued: formatInstant(issuedAt),
    nextUpdate: formatInstant(instant(issuedAt + nextUpdateHours * millisecondsPerHour)),
    revoked,
  };
  const text = signer.seal(revocationLabel, revocationText(payload));
  return { number: head.number, issuedAt, kid: signer.kid, text };
};
