import { accepted, refused } from '@kontor/domain/decision';
import { operations } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { readAs } from '../partners/read-as.ts';
import { customerIdFrom, reservationIdFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { statusOf } from './reservation-access.ts';
import { type ReservationRow, readReservation } from './reservation-store.ts';

const states: Readonly<Record<ReservationRow['status'], string>> = {
  active: 'Created',
  exchanged: 'Cancelled',
  refunded: 'Cancelled',
  expired: 'Expired',
};

/** The artifact of an entitlement (reference 8); virtual machines have a list of their own name. */
export const artifactWire = (row: ReservationRow, status: ReservationRow['status']) => {
  const list = [
    {
      reservationId: row.id,
      displayName: row.name,
      scopeType: row.scope === 'single' ? 'Single' : 'Shared',
      appliedScopes: row.scope === 'single' && row.cloud_subscription_id ? [row.cloud_subscription_id] : [],
      quantity: row.quantity,
      effectiveDateTime: `${row.starts_on}T00:00:00Z`,
      expiryDateTime: `${row.ends_on}T00:00:00Z`,
      provisioningState: states[status],
    },
  ];
  return {
    type: 'reservedinstance',
    reservations: list,
    ...(row.type === 'VirtualMachines' ? { virtualMachineReservations: list } : {}),
    attributes: { objectType: 'ReservedInstanceArtifactDetails' },
  };
};

export const registerReservationsWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, operations.getReservationArtifact, {
    run: async (ctx, { params }) => {
      const customerId = customerIdFrom(params.customer);
      const read = await readAs(ctx, 'entitlements.read', customerId, [
        readReservation(ctx.principal.accountId, customerId, reservationIdFrom(params.reservation)),
      ]);
      if (!read.accepted) return read;
      const { caller, rows } = read.value;
      const [[row]] = rows;
      if (!row || row.order_id !== params.order?.toLowerCase() || String(row.line_number) !== params.line)
        return refused({ code: 'reservation.not_found' });
      return accepted({ row, status: statusOf(row, caller.now) });
    },
    view: ({ row, status }) => artifactWire(row, status),
  });
};
