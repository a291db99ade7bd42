import { add, type Money } from '../money.ts';
import type { LocalDate } from '../time.ts';

/** In the order in which they stand on one day. */
export const statementKinds = ['invoice', 'credit_note', 'payment'] as const;
export type StatementKind = (typeof statementKinds)[number];

/** One movement of an account: positive raises what is owed, negative lowers it. */
export type StatementEntry = {
  readonly on: LocalDate;
  readonly kind: StatementKind;
  /** The document's number or the payment's id. */
  readonly id: string;
  readonly amount: Money;
};

export type StatementLine<E extends StatementEntry> = E & {
  /** What is owed after this movement. */
  readonly balance: Money;
};

export type Statement<E extends StatementEntry> = {
  readonly opening: Money;
  readonly lines: readonly StatementLine<E>[];
  readonly closing: Money;
};

/** Puts movements in order and carries the balance forward: closing is opening and all that happened. */
export function statementOf<E extends StatementEntry>(opening: Money, entries: readonly E[]): Statement<E> {
  let balance = opening;
  const lines = [...entries].sort(inOrder).map((entry) => {
    balance = add(balance, entry.amount);
    return { ...entry, balance };
  });
  return { opening, lines, closing: balance };
}

function inOrder(a: StatementEntry, b: StatementEntry): number {
  if (a.on !== b.on) return a.on < b.on ? -1 : 1;
  const byKind = statementKinds.indexOf(a.kind) - statementKinds.indexOf(b.kind);
  if (byKind !== 0) return byKind;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
