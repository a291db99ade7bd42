/** How much of a whole a part is, from 0 to 1, for a bar; decimal texts of one currency. */
export function shareOf(part: string, whole: string): number {
  const [a, b] = [digitsOf(part), digitsOf(whole)];
  if (b <= 0n || a <= 0n) return a > 0n ? 1 : 0;
  return a >= b ? 1 : Number((a * 1000n) / b) / 1000;
}

export const isZero = (amount: string): boolean => /^-?[0.]+$/.test(amount);

type InUse = Readonly<Record<'used' | 'unbilled' | 'open' | 'creditBalance', string>>;

/** Whether anything is owed, open or left over; a limit alone is no use of a currency. */
export const isInUse = ({ used, unbilled, open, creditBalance }: InUse): boolean =>
  ![used, unbilled, open, creditBalance].every(isZero);

const digitsOf = (amount: string): bigint => BigInt(amount.replace('.', ''));
