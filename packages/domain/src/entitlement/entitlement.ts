import type { Instant } from '../time.ts';

export const entitlementStatuses = ['provisioning', 'active', 'suspended', 'cancelled', 'expired'] as const;
export type EntitlementStatus = (typeof entitlementStatuses)[number];

/** Where each status may go; cancelled and expired are for ever, a renewal is a new purchase. */
export const entitlementMoves = {
  provisioning: ['active', 'cancelled', 'expired'],
  active: ['suspended', 'cancelled', 'expired'],
  suspended: ['active', 'cancelled', 'expired'],
  cancelled: [],
  expired: [],
} as const satisfies Readonly<Record<EntitlementStatus, readonly EntitlementStatus[]>>;

export type EntitlementState = {
  readonly status: EntitlementStatus;
  /** The first instant at which it no longer holds; null when perpetual. */
  readonly expiresAt: Instant | null;
};

/** Why nothing of an entitlement is handed out now. */
export type EntitlementRefusal =
  | { readonly code: 'entitlement.revoked' }
  | { readonly code: 'entitlement.expired'; readonly expiredAt: Instant | null }
  | { readonly code: 'entitlement.suspended' }
  | { readonly code: 'entitlement.provisioning' };

export function mayMove(from: EntitlementStatus, to: EntitlementStatus): boolean {
  return entitlementMoves[from].some((allowed) => allowed === to);
}

/** The status that is true at an instant, also before the work that falls due then has run. */
export function statusAt({ status, expiresAt }: EntitlementState, now: Instant): EntitlementStatus {
  if (status === 'cancelled' || expiresAt === null) return status;
  return now >= expiresAt ? 'expired' : status;
}

/** Undefined when the entitlement is active. */
export function inactiveRefusal(entitlement: EntitlementState, now: Instant): EntitlementRefusal | undefined {
  switch (statusAt(entitlement, now)) {
    case 'active':
      return undefined;
    case 'cancelled':
      return { code: 'entitlement.revoked' };
    case 'expired':
      return { code: 'entitlement.expired', expiredAt: entitlement.expiresAt };
    case 'suspended':
      return { code: 'entitlement.suspended' };
    case 'provisioning':
      return { code: 'entitlement.provisioning' };
  }
}
