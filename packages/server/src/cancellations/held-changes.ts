import { invariant } from '@kontor/domain/invariant';
import type { HeldRow, MateRow } from './held-store.ts';

type LineName = { readonly orderId: string; readonly lineNumber: number };

/** What a cancel does to an entitlement or a subscription: less of it, or its end. */
export type HeldChange = {
  readonly id: string;
  readonly version: number;
  readonly lostQuantity: number;
  /** The oldest line that stays and now stands for it; null when it ends. */
  readonly stays: LineName | null;
};

const isSame = (row: { readonly order_id: string; readonly line_number: number }, line: LineName) =>
  row.order_id === line.orderId && row.line_number === line.lineNumber;

/** Cancelling one of several open lines takes its quantity off; cancelling the last one ends the thing itself. */
export const heldChanges = (
  kind: 'entitlement' | 'subscription',
  cancelled: readonly LineName[],
  held: readonly HeldRow[],
  mates: readonly MateRow[],
): HeldChange[] => {
  const idOf = kind === 'entitlement' ? 'entitlement_id' : 'subscription_id';
  const versionOf = kind === 'entitlement' ? 'entitlement_version' : 'subscription_version';
  const concerned = held.filter((row) => row[idOf] !== null && cancelled.some((line) => isSame(row, line)));
  const versions = new Map(concerned.map((row) => [row[idOf], row[versionOf]]));
  return [...versions].map(([id, version]) => {
    invariant(id !== null && version !== null, `a line names an ${kind} that exists`);
    const lines = mates.filter((row) => row[idOf] === id);
    const lost = lines.filter((row) => cancelled.some((line) => isSame(row, line)));
    const [oldest] = lines.filter((row) => !lost.includes(row));
    return {
      id,
      version,
      lostQuantity: lost.reduce((sum, row) => sum + row.quantity, 0),
      stays: oldest ? { orderId: oldest.order_id, lineNumber: oldest.line_number } : null,
    };
  });
};
