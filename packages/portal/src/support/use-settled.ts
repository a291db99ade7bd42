import { useEffect, useState } from 'react';

const settleMs = 300;

/** The value as it was when nobody had changed it for a moment; compared by what it says. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new object that says the same is the same value
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
