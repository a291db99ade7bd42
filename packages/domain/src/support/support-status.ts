/** `attention_needed` waits for whoever asked; `open` waits for the operator. */
export const supportStatuses = ['open', 'attention_needed', 'closed'] as const;
export type SupportStatus = (typeof supportStatuses)[number];

export const supportSides = ['partner', 'operator'] as const;
export type SupportSide = (typeof supportSides)[number];

/** What a note in the conversation came with. */
export const noteKinds = ['note', 'ask', 'refund', 'decline', 'close', 'reopen'] as const;
export type NoteKind = (typeof noteKinds)[number];

/** Decisions that end a request; a question does not. */
export const supportOutcomes = ['refund', 'decline'] as const;
export type SupportOutcome = (typeof supportOutcomes)[number];

export const scanStates = ['not_scanned', 'pending', 'clean', 'infected'] as const;
export type ScanState = (typeof scanStates)[number];

/** Every act on a request and the status it leads to from each status; absent: it is not allowed there. */
export const moves = {
  partner_note: { open: 'open', attention_needed: 'open', closed: 'open' },
  operator_note: { open: 'open', attention_needed: 'attention_needed', closed: 'closed' },
  ask: { open: 'attention_needed', attention_needed: 'attention_needed' },
  refund: { open: 'closed', attention_needed: 'closed' },
  decline: { open: 'closed', attention_needed: 'closed' },
  close: { open: 'closed', attention_needed: 'closed' },
  reopen: { closed: 'open' },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<SupportStatus, SupportStatus>>>>>;
export type SupportMove = keyof typeof moves;

export function statusAfter(move: SupportMove, status: SupportStatus): SupportStatus | undefined {
  const table: Readonly<Partial<Record<SupportStatus, SupportStatus>>> = moves[move];
  return table[status];
}
