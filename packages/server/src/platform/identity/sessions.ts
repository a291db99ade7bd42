import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { UserId } from '@kontor/domain/ids';
import { type Instant, instant } from '@kontor/domain/time';
import { query, writeBatch } from '../db/batch.ts';
import { ExpectationFailed } from '../db/errors.ts';
import type { Pools } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import { type PortalPrincipal, portalOf, portalPrincipal } from './portal-principal.ts';
import {
  findSessionRow,
  listSessionRows,
  type Portal,
  revokeSessionRow,
  type SessionRow,
  touchSession,
} from './session-store.ts';
import { csrfTokenFor, sessionIdleMs, sessionKey } from './session-token.ts';
import { addSignInActivity, type SignInMeta } from './sign-in-activity-store.ts';

export type FoundSession = {
  readonly principal: PortalPrincipal;
  readonly csrfToken: string;
  readonly portal: Portal;
};

export type ListedSession = {
  readonly id: string;
  readonly current: boolean;
  readonly startedAt: Instant;
  readonly lastSeenAt: Instant;
  readonly address: string;
  readonly userAgent: string;
};

export type SessionRefusal = { readonly code: 'session.not_found' };

export type Sessions = {
  /** Whose session a cookie holds; undefined when it is over, unknown or its person disabled. */
  readonly find: (cookieToken: string) => Promise<FoundSession | undefined>;
  readonly signOut: (principal: PortalPrincipal, meta: SignInMeta) => Promise<void>;
  readonly list: (principal: PortalPrincipal) => Promise<ListedSession[]>;
  /** Ends one of the principal's own sessions; anybody else's does not exist. */
  readonly revoke: (
    principal: PortalPrincipal,
    sessionId: string,
    meta: SignInMeta,
  ) => Promise<Decision<void, SessionRefusal>>;
};

export type SessionsDeps = { readonly pools: Pools; readonly realNow: () => number };

// Another process learns of a sign-out after this; this one at once.
const rememberedMs = 3_000;
const mostRemembered = 10_000;
const touchEveryMs = 60_000;
const longestToken = 100;
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Remembered = { readonly row: SessionRow; readonly until: number };

export function openSessions(deps: SessionsDeps): Sessions {
  const remembered = new Map<string, Remembered>();

  const load = async (tokenHash: Buffer, now: number): Promise<SessionRow | undefined> => {
    const [row] = await query(deps.pools.lookup, noTenant, findSessionRow(tokenHash));
    if (row === undefined || !isLive(row, now)) return undefined;
    if (now - row.last_seen_at >= touchEveryMs) {
      await writeBatch(deps.pools.system, noTenant, [touchSession(tokenHash, now)]);
    }
    return row;
  };

  const find = async (cookieToken: string): Promise<FoundSession | undefined> => {
    if (cookieToken === '' || cookieToken.length > longestToken) return undefined;
    const now = deps.realNow();
    const tokenHash = sessionKey(cookieToken);
    const key = tokenHash.toString('base64');
    const known = remembered.get(key);
    const fresh = known !== undefined && known.until > now ? known.row : undefined;
    const row = fresh ?? (await load(tokenHash, now));
    if (row === undefined) {
      remembered.delete(key);
      return undefined;
    }
    if (fresh === undefined) remember(remembered, key, { row, until: now + rememberedMs });
    const principal = portalPrincipal(row);
    return { principal, csrfToken: csrfTokenFor(cookieToken), portal: row.portal };
  };

  const revoke: Sessions['revoke'] = async (principal, sessionId, meta) => {
    if (!uuidPattern.test(sessionId)) return refused({ code: 'session.not_found' });
    const now = deps.realNow();
    const { accountId, userId } = principal;
    const details = { portal: portalOf[principal.kind] };
    const act = { action: 'sign_out', resourceId: sessionId.toLowerCase(), details } as const;
    try {
      const [revoked] = await writeBatch(deps.pools.system, noTenant, [
        revokeSessionRow(accountId, userId, sessionId, now),
        addSignInActivity(userId, act, meta, now),
      ]);
      for (const hash of revoked.rows[0]?.token_hashes ?? []) remembered.delete(hash.toString('base64'));
      return accepted(undefined);
    } catch (error) {
      if (!(error instanceof ExpectationFailed)) throw error;
      return refused({ code: 'session.not_found' });
    }
  };

  return {
    find,
    revoke,
    // A session that was over already needs no end: the cookie goes either way.
    signOut: async (principal, meta) => {
      await revoke(principal, principal.sessionId ?? '', meta);
    },
    list: (principal) => list(deps, principal, principal.userId),
  };
}

async function list(
  deps: SessionsDeps,
  principal: PortalPrincipal,
  userId: UserId,
): Promise<ListedSession[]> {
  const now = deps.realNow();
  const { accountId } = principal;
  const statement = listSessionRows(accountId, userId, now, now - sessionIdleMs);
  const rows = await query(deps.pools.app, { tenant: accountId }, statement);
  return rows.map((row) => ({
    id: row.id,
    current: row.id === principal.sessionId,
    startedAt: instant(row.started_at),
    lastSeenAt: instant(row.last_seen_at),
    address: row.address,
    userAgent: row.user_agent,
  }));
}

function isLive(row: SessionRow, now: number): boolean {
  return row.expires_at > now && row.last_seen_at + sessionIdleMs > now;
}

function remember(remembered: Map<string, Remembered>, key: string, entry: Remembered): void {
  // Newest last, so that the first is the one to forget.
  remembered.delete(key);
  const [oldest] = remembered.keys();
  if (remembered.size >= mostRemembered && oldest !== undefined) remembered.delete(oldest);
  remembered.set(key, entry);
}
