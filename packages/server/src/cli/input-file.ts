import { open } from 'node:fs/promises';
import { InputRefused } from './usage.ts';

export type InputFile = { readonly stream: AsyncIterable<Uint8Array>; readonly close: () => Promise<void> };

/** A file, or standard input for '-'. @throws InputRefused when it cannot be read */
export async function openInput(path: string): Promise<InputFile> {
  if (path === '-') return { stream: process.stdin, close: async () => {} };
  const handle = await open(path, 'r').catch((error: Error) => {
    throw new InputRefused(`The file cannot be read: ${error.message}`);
  });
  const facts = await handle.stat();
  if (facts.isDirectory()) {
    await handle.close();
    throw new InputRefused(`${path} is a directory; name a file.`);
  }
  return { stream: handle.createReadStream({ autoClose: false }), close: () => handle.close() };
}
