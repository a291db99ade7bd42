/** 'pending' waits for a payment; provisioning is a matter of the lines (reference 6). */
export const orderStatuses = ['pending', 'completed', 'cancelled'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** 'provisioning' waits for a licence key, 'fulfilled' has all it needs. */
export const orderLineStatuses = ['provisioning', 'fulfilled', 'cancelled'] as const;
export type OrderLineStatus = (typeof orderLineStatuses)[number];

/** Where each status may go; what is not listed is refused by the database too. */
export const orderMoves = {
  pending: ['completed', 'cancelled'],
  completed: ['cancelled'],
  cancelled: [],
} as const satisfies Readonly<Record<OrderStatus, readonly OrderStatus[]>>;

export const orderLineMoves = {
  provisioning: ['fulfilled', 'cancelled'],
  fulfilled: ['cancelled'],
  cancelled: [],
} as const satisfies Readonly<Record<OrderLineStatus, readonly OrderLineStatus[]>>;

/** 'cancelled' when every line is, else 'completed' (reference 6.2). */
export function orderStatusAfterCancel(lines: readonly OrderLineStatus[]): 'completed' | 'cancelled' {
  return lines.every((status) => status === 'cancelled') ? 'cancelled' : 'completed';
}
