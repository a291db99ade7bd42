import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./embedded-server.ts', import.meta.url));

/** What `embedded-server.ts` said: the server it started, or the message of its failure. */
export type ServerProcess = {
  readonly child: ChildProcess;
  readonly databaseUrl: string;
  readonly pid: number;
  readonly events: readonly string[];
  readonly error: string | undefined;
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
};

export type RunServer = {
  readonly directory: string;
  /** Words before `node`, to run it as somebody else or somewhere else. */
  readonly under?: readonly string[];
  readonly outlivesParent?: boolean;
};

/** Runs an embedded server in another process and waits for its one line. */
export async function runServer({
  directory,
  under = [],
  outlivesParent,
}: RunServer): Promise<ServerProcess> {
  const mode = outlivesParent ? ['outlives-parent'] : [];
  const [command = process.execPath, ...rest] = [...under, process.execPath, script, directory, ...mode];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([once(lines, 'line').then(([text]) => String(text)), ended.then(() => '')]);
  if (line === '') throw new Error(`the server process said nothing: ${complaints}`);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return { child, end, error: undefined, ...JSON.parse(line) };
}
