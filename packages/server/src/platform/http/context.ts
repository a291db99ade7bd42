import type { AccountId, CustomerId, UserId } from '@kontor/domain/ids';
import type { TaxAnswer, TaxQuestion } from '@kontor/domain/market/tax-question';
import type { Instant } from '@kontor/domain/time';
import type { Pools } from '../db/pools.ts';
import type { Vault } from '../keys/vault.ts';
import type { Log } from '../log.ts';
import type { FileStore } from '../storage/file-store.ts';
import type { DownloadSettings } from '../storage/storage-settings.ts';
import type { SupportSettings } from '../support-settings.ts';

/** Who sent the request, as its token or session proves. What they may do is read from the database each time. */
export type Principal =
  | { readonly kind: 'partner_app'; readonly accountId: AccountId; readonly clientId: string }
  | ({ readonly kind: 'partner_user' | 'operator'; readonly accountId: AccountId } & PersonProof)
  | ({
      readonly kind: 'customer_user';
      readonly accountId: AccountId;
      readonly customerId: CustomerId;
    } & PersonProof);

type PersonProof = {
  readonly userId: UserId;
  readonly clientId?: string;
  readonly sessionId?: string;
  readonly secondFactor: boolean;
};

/** An outside engine's rates for a purchase, a line each; undefined when it did not answer. */
export type TaxEngine = (question: TaxQuestion) => Promise<readonly TaxAnswer[] | undefined>;

/** What every command may use; wired once in app.ts. */
export type Services = {
  readonly pools: Pools;
  readonly vault: Vault;
  readonly files: FileStore;
  readonly realNow: () => Instant;
  readonly publicUrl: string;
  readonly log: Log;
  /** Absent: Kontor sends the bytes itself, within the usual limits. */
  readonly downloads?: DownloadSettings;
  /** Calls a minute of each throttled kind and tenant; absent: as many as there are. */
  readonly wireRatePerMinute?: number;
  /** Whether a payment provider takes the money of accounts that pay by one. */
  readonly takesPayments?: boolean;
  /** Whether there is a server that takes our mails. */
  readonly sendsMail?: boolean;
  /** Absent: the usual limits, no mailbox and no scanner. */
  readonly support?: SupportSettings;
  /** For development: webhooks may go to private addresses, and without TLS. */
  readonly webhooksAllowPrivate?: boolean;
  /** Absent: the table of tax rates decides. */
  readonly taxEngine?: TaxEngine;
};

/** How a repeated request is recognised and what it will be answered. */
export type Idempotency = {
  readonly keyHash: Buffer;
  readonly fingerprint: Buffer;
  /** The answer to store, from what the command is about to return. */
  readonly answerOf: (value: unknown) => { readonly status: number; readonly body: unknown };
};

export type RequestContext = Services & {
  readonly principal: Principal;
  readonly requestId: string;
  readonly correlationId: string;
  readonly address: string;
  readonly locale: string;
  readonly idempotency?: Idempotency;
};
