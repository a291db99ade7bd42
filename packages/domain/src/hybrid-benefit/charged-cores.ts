import { invariant } from '../invariant.ts';

/** Cores are counted in eights: a virtual machine takes at least eight, then steps of eight (product 3). */
export const coresPerStep = 8;

/** What each set of 16 core licences, and each licence of two processors, covers. */
export const coresPerSet = 16;

/** The cores that a virtual machine takes of a licence: 8 → 8, 12 → 16, 20 → 24. */
export function chargedCores(cores: number): number {
  invariant(Number.isSafeInteger(cores) && cores > 0, 'a virtual machine has a whole number of cores');
  return Math.ceil(cores / coresPerStep) * coresPerStep;
}
