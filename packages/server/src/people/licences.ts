import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { CustomerId } from '@kontor/domain/ids';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import { readCustomerUser } from './customer-user-store.ts';
import type { UserName, UserRefusal } from './customer-users.ts';
import {
  type AssignmentRow,
  addSeat,
  expectSeats,
  lockSeats,
  readAssignments,
  readSeats,
  removeSeat,
  type SeatRow,
  seatIdOf,
} from './licence-store.ts';

export type SeatRefusal =
  | UserRefusal
  | InputRefusal
  | { readonly code: 'seat.none_left'; readonly product: string; readonly bought: number };

/** What a customer has bought that people can hold, SKU by SKU. */
export const listSeats = async (ctx: RequestContext, customerId: CustomerId) => {
  const read = await readAs(ctx, 'customer_users.manage', customerId, [
    readSeats(ctx.principal.accountId, customerId),
  ]);
  return read.accepted ? accepted<readonly SeatRow[]>(read.value.rows[0]) : read;
};

const readAll = async (ctx: RequestContext, { customerId, userId }: UserName) => {
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'customer_users.manage', customerId, [
    readCustomerUser(accountId, customerId, userId),
    readSeats(accountId, customerId),
    readAssignments(accountId, userId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[user], seats, held] = rows;
  if (!user || user.deleted_at !== null) return refused({ code: 'user.not_found' as const });
  return accepted({ caller, seats, held });
};

const isSame = (one: AssignmentRow, other: AssignmentRow): boolean =>
  one.product_id === other.product_id && one.sku_id === other.sku_id;

const heldSeats = (seats: readonly SeatRow[], held: readonly AssignmentRow[]): readonly SeatRow[] =>
  seats.filter((seat) => held.some((one) => isSame(one, seat)));

/** The licences that one user holds, of what is still bought. */
export const listUserSeats = async (ctx: RequestContext, name: UserName) => {
  const read = await readAll(ctx, name);
  return read.accepted ? accepted(heldSeats(read.value.seats, read.value.held)) : read;
};

/** SKUs by the uuid that clients know them by, or by `product:sku`. */
export type SeatChange = { readonly assign: readonly string[]; readonly remove: readonly string[] };

/** Gives a user licences and takes some, all or none. */
export const changeUserSeats = (
  ctx: RequestContext,
  name: UserName,
  { assign, remove }: SeatChange,
): Promise<Decision<readonly SeatRow[], SeatRefusal>> =>
  withRetries(async () => {
    const read = await readAll(ctx, name);
    if (!read.accepted) return read;
    const { caller, seats, held } = read.value;
    const find = (id: string) =>
      seats.find((seat) => seatIdOf(seat) === id.toLowerCase() || `${seat.product_id}:${seat.sku_id}` === id);
    const unknown = [...assign, ...remove].filter((id) => find(id) === undefined);
    if (unknown.length > 0)
      return invalid(
        unknown.map((id) => ({
          path: 'skuId',
          message: `must be one of the customer's subscribed SKUs; ${id} is none`,
        })),
      );
    const wanted = seats.filter((seat) => assign.some((id) => find(id) === seat));
    const added = wanted.filter((seat) => !held.some((one) => isSame(one, seat)));
    const removed = heldSeats(seats, held).filter((seat) => remove.some((id) => find(id) === seat));
    const full = added.find((seat) => seat.consumed >= seat.active);
    if (full)
      return refused({ code: 'seat.none_left' as const, product: full.product_title, bought: full.active });
    const next = seats.filter(
      (seat) => added.includes(seat) || (held.some((one) => isSame(one, seat)) && !removed.includes(seat)),
    );
    if (added.length === 0 && removed.length === 0) return accepted(next);
    const { accountId } = caller;
    const seatOf = ({ product_id, sku_id }: SeatRow) => ({
      customerId: name.customerId,
      personId: name.userId,
      product_id,
      sku_id,
    });
    const named = (rows: readonly SeatRow[]) => rows.map((row) => `${row.product_id}:${row.sku_id}`);
    const done = await act(
      ctx,
      caller,
      {
        writes: [
          lockSeats(name.customerId),
          ...removed.map((seat) => removeSeat(accountId, seatOf(seat))),
          ...added.map((seat) => addSeat(accountId, seatOf(seat), caller.now)),
          ...added.map((seat) => expectSeats(accountId, seatOf(seat))),
        ],
        activity: [
          {
            action: 'update_customer_user',
            resourceId: name.userId,
            oldValue: { licences: named(heldSeats(seats, held)) },
            newValue: { licences: named(next) },
          },
        ],
        events: [
          {
            type: 'customer_user.updated',
            aggregateType: 'customer_user',
            aggregateId: name.userId,
            data: { customerId: name.customerId, userId: name.userId },
          },
        ],
      },
      next,
    );
    return done.accepted ? accepted(next) : done;
  });
