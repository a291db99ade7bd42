import { readdir, readFile, readlink } from 'node:fs/promises';

export type ProcessFacts = {
  readonly pid: number;
  readonly command: string;
  /** Clock ticks since boot at the start of the process: tells it from a later one with the same number. */
  readonly startedAt: string;
  readonly zombie: boolean;
};

/** What the system knows of a process; undefined when there is none. Outside Linux only that it exists. */
export async function processFacts(pid: number): Promise<ProcessFacts | undefined> {
  if (process.platform !== 'linux') {
    return isThere(pid) ? { pid, command: 'postgres', startedAt: 'unknown', zombie: false } : undefined;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // pid (command) state …: the command may hold blanks and parentheses, so count from its last one.
  const end = stat.lastIndexOf(')');
  const rest = stat.slice(end + 2).split(' ');
  const command = stat.slice(stat.indexOf('(') + 1, end);
  return { pid, command, startedAt: rest[19] ?? 'unknown', zombie: rest[0] === 'Z' || rest[0] === 'X' };
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The living PostgreSQL processes whose working directory is `directory`; undefined where nobody can tell. */
export async function postgresProcessesIn(directory: string): Promise<number[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const inside = await Promise.all(pids.map((pid) => isPostgresIn(pid, directory)));
  return pids.filter((_, index) => inside[index]);
}

async function isPostgresIn(pid: number, directory: string): Promise<boolean> {
  const at = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (at !== directory) return false;
  const facts = await processFacts(pid);
  return facts !== undefined && facts.command === 'postgres' && !facts.zombie;
}

/** Sends a signal to a process that may be gone already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!gone) throw error;
  }
}
