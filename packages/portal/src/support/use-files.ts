import { useState } from 'react';
import type { Progress } from '../api/upload.ts';
import { type ChosenFile, type FileLimits, faultsOf, withFiles } from './chosen-files.ts';

export type FileState =
  | { readonly status: 'sending'; readonly share: number }
  | { readonly status: 'done' }
  | { readonly status: 'failed'; readonly error: unknown };

export type SendFile = (file: File, onProgress: Progress) => Promise<unknown>;

/** Files that wait for their request, and then how far each of them is. */
export function useFiles(limits: FileLimits) {
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const [states, setStates] = useState<ReadonlyMap<string, FileState>>(new Map());
  const say = (id: string, state: FileState) => setStates((before) => new Map(before).set(id, state));
  const sendOne = async ({ id, file }: ChosenFile, send: SendFile): Promise<boolean> => {
    say(id, { status: 'sending', share: 0 });
    try {
      await send(file, (share) => say(id, { status: 'sending', share }));
      say(id, { status: 'done' });
      return true;
    } catch (error) {
      say(id, { status: 'failed', error });
      return false;
    }
  };
  /** One after the other, those that came through before left out; true when all of them are there. */
  const sendAll = async (send: SendFile): Promise<boolean> => {
    let all = true;
    for (const each of files) {
      if (states.get(each.id)?.status === 'done') continue;
      all = (await sendOne(each, send)) && all;
    }
    return all;
  };
  const forget = (id: string) =>
    setStates((before) => new Map([...before].filter(([known]) => known !== id)));
  return {
    files,
    states,
    faulty: faultsOf(
      files.map(({ file }) => file),
      limits,
    ).some((fault) => fault !== undefined),
    add: (added: readonly File[]) => setFiles((before) => withFiles(before, added)),
    remove: (id: string) => {
      setFiles((before) => before.filter((each) => each.id !== id));
      forget(id);
    },
    /** Those that can go leave at once, one after the other; `onSent` runs after each that came through. */
    addAndSend: async (
      added: readonly File[],
      send: SendFile,
      onSent: () => Promise<void>,
    ): Promise<void> => {
      const waiting = files.filter(({ id }) => states.get(id)?.status !== 'done');
      const after = withFiles(waiting, added);
      setFiles(after);
      const faults = faultsOf(
        after.map(({ file }) => file),
        limits,
      );
      for (const [index, each] of after.entries()) {
        if (waiting.includes(each) || faults[index] !== undefined) continue;
        if (await sendOne(each, send)) await onSent();
      }
    },
    sendOne: async (id: string, send: SendFile): Promise<boolean> => {
      const chosen = files.find((each) => each.id === id);
      return chosen === undefined ? false : sendOne(chosen, send);
    },
    sendAll,
  };
}

export type Files = ReturnType<typeof useFiles>;
