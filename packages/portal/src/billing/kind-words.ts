import { type ChargeKind, chargeKinds } from '@kontor/domain/billing/charge';
import type { Translate } from '../ui/reader.ts';

/** Why an amount was charged or credited; the API may name a kind as the reconciliation file does, in one word. */
export function kindWords(kind: string, t: Translate): string {
  const name = kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const known: ChargeKind | undefined = chargeKinds.find((each) => each === name);
  return known ? t(`chargeKind.${known}`) : kind;
}
