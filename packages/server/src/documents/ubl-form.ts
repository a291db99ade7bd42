import type { CurrencyCode } from '@kontor/domain/money';
import type { Xml } from './xml-writer.ts';

/** What differs between the two roots of UBL. */
export type UblForm = {
  readonly root: 'Invoice' | 'CreditNote';
  readonly isCredit: boolean;
  /** What an amount of ours is multiplied with. */
  readonly turn: 1n | -1n;
  readonly currency: CurrencyCode;
  readonly amount: (name: string, minor: bigint) => Xml;
};
