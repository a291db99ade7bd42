import { encodeValue } from '@kontor/server/platform/db/encode-value';
import type { Statement } from '@kontor/server/platform/db/statement';
import { newUuid, randomHex } from '@kontor/server/platform/new-id';
import type { Buyer, Subject } from './subject.ts';

/** What stands for a captured id at each replay: a new one of its kind, or the subject's own. */
type Slot = 'new_uuid' | 'new_order_id' | { readonly of: keyof (Subject & Buyer) };

/** Text in which the numbers are slots; null and bytes stand as they were captured. */
type Part = string | number;
type TemplateValue = null | Buffer | readonly Part[];

type TemplateStatement = {
  readonly name: string;
  readonly text: string;
  readonly values: readonly TemplateValue[];
};

export type ReplayTemplate = {
  readonly slots: readonly Slot[];
  readonly batches: readonly (readonly TemplateStatement[])[];
};

/** A statement ready for pg. */
export type Replayed = { readonly name: string; readonly text: string; readonly values: unknown[] };

// What the product makes new: version 7 uuids, and order ids. The bench's own ids are of version 4.
const madeIds = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|\\b[0-9a-f]{31}1\\b';

/** Turns captured statements into a template: every id of the subject and every id made on the way is a slot. */
export const templateOf = (
  batches: readonly (readonly Statement[])[],
  known: Subject & Buyer,
): ReplayTemplate => {
  const slots: Slot[] = [];
  const slotOfId = new Map<string, number>();
  // Each name is a member of the type: it was just read from the value.
  for (const [name, id] of Object.entries(known) as [keyof (Subject & Buyer), string][]) {
    slotOfId.set(id, slots.length);
    slots.push({ of: name });
  }
  const pattern = new RegExp(`(${Object.values(known).join('|')}|${madeIds})`, 'g');
  const slotFor = (id: string): number => {
    const found = slotOfId.get(id);
    if (found !== undefined) return found;
    slotOfId.set(id, slots.length);
    return slots.push(id.includes('-') ? 'new_uuid' : 'new_order_id') - 1;
  };
  const templateValue = (value: unknown): TemplateValue => {
    const encoded = encodeValue(value);
    if (encoded === null || Buffer.isBuffer(encoded)) return encoded;
    // Splitting by one group leaves ids at the odd places.
    return encoded.split(pattern).map((part, at) => (at % 2 === 1 ? slotFor(part) : part));
  };
  const templates = batches.map((statements) =>
    statements.map(({ name, text, values }) => ({ name, text, values: values.map(templateValue) })),
  );
  return { slots, batches: templates };
};

/** The ids of one replay, slot by slot. */
export const fillSlots = ({ slots }: ReplayTemplate, subject: Subject & Buyer): string[] =>
  slots.map((slot) => {
    if (slot === 'new_uuid') return newUuid();
    if (slot === 'new_order_id') return `${randomHex(31)}1`;
    const id = subject[slot.of];
    if (id === undefined) throw new Error(`the subject has no ${slot.of}`);
    return id;
  });

export const replayed = ({ name, text, values }: TemplateStatement, ids: readonly string[]): Replayed => ({
  name,
  text,
  values: values.map((value) =>
    value === null || Buffer.isBuffer(value)
      ? value
      : value.map((part) => (typeof part === 'number' ? ids[part] : part)).join(''),
  ),
});
