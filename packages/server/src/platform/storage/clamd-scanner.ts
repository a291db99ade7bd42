import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { ScannerAddress } from '../support-settings.ts';
import { type Scanner, ScannerFailed, type ScanResult } from './scanner.ts';

const longestAnswer = 4_096;

export type ClamdOptions = { readonly timeoutMs?: number };

/** A scanner that speaks clamd's protocol: INSTREAM, over TCP or a local socket. */
export const clamdScanner = (
  address: ScannerAddress,
  { timeoutMs = 60_000 }: ClamdOptions = {},
): Scanner => ({
  scan: async (bytes) => {
    const socket = createConnection(address);
    const answer = answerOf(socket);
    // Whoever sends hears of a failure by its own error; the answer's must not be nobody's.
    answer.catch(() => undefined);
    socket.setTimeout(timeoutMs, () => socket.destroy(new ScannerFailed('the scanner does not answer')));
    try {
      await send(socket, bytes);
      return resultFrom(await answer);
    } catch (error) {
      // It answers and hangs up in the middle of a file that it finds too large.
      throw error instanceof ScannerFailed ? error : new ScannerFailed(`the scanner: ${String(error)}`);
    } finally {
      socket.destroy();
    }
  },
});

/** Each piece behind its length in four bytes; a length of zero ends the file. */
const send = async (socket: Socket, bytes: AsyncIterable<Uint8Array>): Promise<void> => {
  if (socket.connecting) await once(socket, 'connect');
  await write(socket, Buffer.from('zINSTREAM\0'));
  for await (const piece of bytes) {
    if (piece.length === 0) continue;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    // One buffer, since a piece need not hold after the next one is asked for.
    await write(socket, Buffer.concat([length, piece]));
  }
  await write(socket, Buffer.alloc(4));
};

const write = async (socket: Socket, bytes: Buffer): Promise<void> => {
  if (socket.destroyed) throw socket.errored ?? new ScannerFailed('the scanner hung up');
  if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
};

const answerOf = async (socket: Socket): Promise<string> => {
  let text = '';
  for await (const chunk of socket) {
    text += Buffer.from(chunk as Uint8Array).toString('utf8'); // a socket without an encoding gives bytes
    if (text.includes('\0')) break;
    if (text.length > longestAnswer) throw new ScannerFailed('the scanner answers too much');
  }
  return text.split('\0', 1)[0]?.trim() ?? '';
};

const resultFrom = (answer: string): ScanResult => {
  if (/^stream: OK$/.test(answer)) return { clean: true };
  const found = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (found !== undefined) return { clean: false, found };
  throw new ScannerFailed(
    answer === '' ? 'the scanner hung up' : `the scanner says: ${answer.slice(0, 200)}`,
  );
};
