/** Chance that is the same for the same seed: every failure can be had again. */
export type Chance = {
  /** A whole number from `least` to `most`, both included. */
  readonly int: (least: number, most: number) => number;
  /** One of a list, each as likely. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** A number of minor units up to twelve digits, small ones and round ones as likely as large ones. */
  readonly minor: () => bigint;
  readonly flip: () => boolean;
};

/** mulberry32: 32 bits of state, good enough to wander through cases and quick enough for millions. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[int(0, list.length - 1)];
    if (chosen === undefined) throw new Error('there is nothing to pick from');
    return chosen;
  };
  const minor = () => {
    const largest = 10 ** int(0, 12);
    const amount = BigInt(Math.floor(next() * largest));
    return int(0, 7) === 0 ? BigInt(largest) : amount;
  };
  return { int, pick, minor, flip: () => next() < 0.5 };
}

const seedOfAll = 20_261_122;

/** How many times as many cases as usual, or what part of them: KONTOR_PROPERTY_RUNS, read by the tests. */
export const timesAsMany = (text: string | undefined): number => {
  const times = Number(text);
  return times > 0 ? times : 1;
};

/**
 * Runs `check` on many cases, each with chance of its own. A failure names the case's seed: `chanceFrom` of it is
 * that case again, alone.
 */
export function forMany(cases: number, check: (chance: Chance) => void): void {
  for (let index = 0; index < cases; index += 1) {
    const seed = (seedOfAll + Math.imul(index, 2_654_435_761)) >>> 0;
    try {
      check(chanceFrom(seed));
    } catch (error) {
      throw new Error(
        `case ${index} of ${cases}, seed ${seed}: ${error instanceof Error ? error.message : error}`,
        {
          cause: error,
        },
      );
    }
  }
}

/** An assertion that costs nothing while it holds: a million of them have to. */
export function holds(condition: boolean, promise: string, facts?: () => unknown): void {
  if (condition) return;
  const shown = JSON.stringify(facts?.(), (_, value) => (typeof value === 'bigint' ? `${value}` : value));
  throw new Error(`${promise}: ${shown ?? 'broken'}`);
}
