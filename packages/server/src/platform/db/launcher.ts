import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-errors.ts';

const run = promisify(execFile);

/**
 * How to start a PostgreSQL program here. PostgreSQL refuses to run as root, and is to stop with its parent.
 * `uid` and `gid` own its files as seen from outside.
 */
export type Launcher = {
  readonly kind: 'plain' | 'namespace' | 'other_user';
  readonly prefix: readonly string[];
  readonly uid: number;
  readonly gid: number;
};

// Sends SIGINT, a fast and clean shutdown, when the thread that started the program ends for whatever reason.
const stopWithParent = ['setpriv', '--pdeathsig', 'INT', '--'];
// Inside, root is "nobody": PostgreSQL is content, and still reads and writes what only root can.
const namespace = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'];

/** The best way that works here, tried out. @throws EmbeddedPostgresError when root has no way */
export async function chooseLauncher(): Promise<Launcher> {
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  if (uid !== 0) {
    const prefix = (await works(stopWithParent)) ? stopWithParent : [];
    return { kind: 'plain', prefix, uid, gid };
  }
  for (const prefix of [[...namespace, ...stopWithParent], namespace]) {
    if (await works(prefix)) return { kind: 'namespace', prefix, uid, gid };
  }
  return await otherUserLauncher();
}

/**
 * Where user namespaces are refused, root hands the server to an existing unprivileged user, who must be able to
 * enter the program's and the data's directories; `assertReachable` says so when he cannot.
 */
export async function otherUserLauncher(): Promise<Launcher> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const name of ['postgres', 'nobody']) {
    const entry = passwd.split('\n').find((line) => line.startsWith(`${name}:`));
    const [, , uid, gid] = entry?.split(':') ?? [];
    if (uid === undefined || gid === undefined) continue;
    const prefix = [
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      '--pdeathsig',
      'INT',
      '--',
    ];
    if (await works(prefix)) return { kind: 'other_user', prefix, uid: Number(uid), gid: Number(gid) };
  }
  throw new EmbeddedPostgresError(
    'namespaces',
    'PostgreSQL does not run as root, user namespaces are refused here, and there is no user "postgres" or "nobody" to hand it to.',
    namespaceRemedy,
  );
}

const namespaceRemedy =
  'Start Kontor as an ordinary user, allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone), or set DATABASE_URL.';

/** Whether the launched program can enter a directory. @throws EmbeddedPostgresError when it cannot */
export async function assertReachable(launcher: Launcher, path: string): Promise<void> {
  if (launcher.kind !== 'other_user' || (await works([...launcher.prefix, 'test', '-x', path], []))) return;
  throw new EmbeddedPostgresError(
    'namespaces',
    `PostgreSQL does not run as root, user namespaces are refused here, and user ${launcher.uid} cannot enter ${path}.`,
    `Move it to where every user may enter. ${namespaceRemedy}`,
  );
}

async function works(prefix: readonly string[], program = ['true']): Promise<boolean> {
  const [command = 'true', ...rest] = [...prefix, ...program];
  return await run(command, rest, { timeout: 5_000 }).then(
    () => true,
    () => false,
  );
}
