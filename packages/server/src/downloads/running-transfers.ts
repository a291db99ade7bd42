/** Transfers of this process: how many there may be, and how much memory each takes. */
export type RunningTransfers = {
  /** Answers how to leave again; undefined when there are as many as there may be. */
  readonly enter: () => (() => void) | undefined;
  readonly count: () => number;
  /** How much to read at a time, the less the more there are. */
  readonly pieceBytes: () => number;
};

const largest = 1024 * 1024;
const smallest = 64 * 1024;
// What all of them together read at a time; each holds two pieces at most, also when its reader stands still.
const together = 16 * 1024 * 1024;

export const runningTransfers = (atOnce: number): RunningTransfers => {
  let count = 0;
  return {
    enter: () => {
      if (count >= atOnce) return undefined;
      count += 1;
      let left = false;
      return () => {
        if (!left) count -= 1;
        left = true;
      };
    },
    count: () => count,
    pieceBytes: () => Math.min(largest, Math.max(smallest, Math.floor(together / Math.max(count, 1)))),
  };
};
