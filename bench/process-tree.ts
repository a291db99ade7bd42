import { readdir, readFile } from 'node:fs/promises';

export type ProcessFacts = {
  readonly pid: number;
  readonly parent: number;
  readonly words: readonly string[];
};

/** A process and everything that it started and that still runs. Linux only; empty elsewhere. */
export const descendantsOf = async (root: number): Promise<ProcessFacts[]> => {
  const names = await readdir('/proc').catch(() => []);
  const all = (await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(factsOf))).flatMap(
    (facts) => facts ?? [],
  );
  const found = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of all) {
      if (found.has(pid) || !found.has(parent)) continue;
      found.add(pid);
      grown = true;
    }
  }
  return all.filter(({ pid }) => found.has(pid));
};

const factsOf = async (pid: string): Promise<ProcessFacts | undefined> => {
  try {
    const [stat, commandLine] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    // "pid (name) state parent …", and the name may hold anything, brackets too.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return undefined;
    return { pid: Number(pid), parent: Number(parent), words: commandLine.split('\0') };
  } catch {
    // It ended while we looked.
    return undefined;
  }
};

/** Resident memory in MB (10⁶ bytes). */
export const residentMegabytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return (Number(kibibytes) * 1024) / 1e6;
};

/** Whether the process still runs and is still the same program. */
export const isRunning = async ({ pid, words }: ProcessFacts): Promise<boolean> => {
  const now = await factsOf(String(pid));
  return now !== undefined && now.words.join('\0') === words.join('\0');
};
