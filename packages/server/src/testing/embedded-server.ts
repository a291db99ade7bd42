// Runs an embedded server in a process of its own, for tests that kill it: `node embedded-server.ts DIRECTORY
// [outlives-parent]` prints one line of JSON, what it started or why it could not, and stops at SIGTERM.
import { startEmbeddedPostgres } from '../platform/db/embedded-postgres.ts';
import { chooseLauncher, type Launcher } from '../platform/db/launcher.ts';

const [directory = '', mode] = process.argv.slice(2);

function outlivingParent(launcher: Launcher): Launcher {
  const at = launcher.prefix.indexOf('setpriv');
  return at === -1 ? launcher : { ...launcher, prefix: launcher.prefix.slice(0, at) };
}

function say(what: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

try {
  const chosen = mode === 'outlives-parent' ? { launcher: outlivingParent(await chooseLauncher()) } : {};
  const events: string[] = [];
  const postgres = await startEmbeddedPostgres({
    directory,
    durable: false,
    onEvent: ({ kind }) => events.push(kind),
    ...chosen,
  });
  say({ databaseUrl: postgres.databaseUrl, pid: postgres.pid(), events });
  // The server's process does not keep ours alive.
  const alive = setInterval(() => undefined, 60_000);
  process.once('SIGTERM', async () => {
    clearInterval(alive);
    await postgres.stop();
  });
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
