import { expect, test } from 'vitest';
import { runningTransfers } from './running-transfers.ts';

const mebibyte = 1024 * 1024;

test('as many as there may be enter, and each leaves once', () => {
  const running = runningTransfers(2);
  const [one, two] = [running.enter(), running.enter()];
  expect(running.enter()).toBeUndefined();
  one?.();
  one?.();
  expect(running.count()).toBe(1);
  expect(running.enter()).toBeDefined();
  expect(running.enter()).toBeUndefined();
  two?.();
});

test('a few read a mebibyte at a time, a crowd less, so that all together stay small', () => {
  const running = runningTransfers(1_000);
  let memory = 0;
  for (let number = 1; number <= 512; number += 1) {
    running.enter();
    if (number <= 16) expect(running.pieceBytes()).toBe(mebibyte);
    // Whoever stands still holds the two pieces of when it came.
    memory += 2 * running.pieceBytes();
  }
  expect(running.pieceBytes()).toBe(64 * 1024);
  expect(memory).toBeLessThan(160 * mebibyte);
});
