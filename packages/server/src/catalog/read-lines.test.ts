import { describe, expect, test } from 'vitest';
import { readLines } from './read-lines.ts';

async function linesOf(...pieces: (string | Buffer)[]) {
  async function* stream() {
    for (const piece of pieces) yield Buffer.from(piece);
  }
  return (await Array.fromAsync(readLines(stream()))).map(({ number, text }) => [number, text]);
}

describe('the lines of a text', () => {
  test('are numbered from 1 whatever ends them, blank ones among them', async () => {
    const wanted = [
      [1, 'a'],
      [2, ''],
      [3, 'b'],
    ];
    expect(await linesOf('a\n\nb\n')).toEqual(wanted);
    expect(await linesOf('a\r\n\r\nb')).toEqual(wanted);
    expect(await linesOf('\uFEFFa\r', '\n\r', '\n b ')).toEqual(wanted);
  });

  test('are whole when a letter or a line is cut between two pieces', async () => {
    const bytes = Buffer.from('ğü\nş');
    expect(await linesOf(bytes.subarray(0, 1), bytes.subarray(1, 6), bytes.subarray(6))).toEqual([
      [1, 'ğü'],
      [2, 'ş'],
    ]);
  });

  test('do not gather without end where there is no line break', async () => {
    const lines = await linesOf('x'.repeat(70_000), 'x'.repeat(70_000), '\ny');
    expect(lines.every(([, text]) => String(text).length <= 65_536)).toBe(true);
    expect(lines.at(-1)?.[1]).toBe('y');
  });

  test('of nothing are none', async () => {
    expect(await linesOf()).toEqual([]);
  });
});
