export type EmbeddedFault =
  | 'in_use'
  | 'directory'
  | 'foreign'
  | 'version'
  | 'disk'
  | 'socket'
  | 'namespaces'
  | 'binaries'
  | 'stuck'
  | 'unknown';

/** The embedded PostgreSQL cannot run here. The message says why and what to do about it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly fault: EmbeddedFault;
  constructor(fault: EmbeddedFault, message: string, remedy: string, cause?: unknown) {
    super(`${message} ${remedy}`, { cause });
    this.fault = fault;
  }
}

type Symptom = { readonly fault: EmbeddedFault; readonly sign: RegExp; readonly remedy: string };

const symptoms: readonly Symptom[] = [
  {
    fault: 'disk',
    sign: /no space left on device|disk quota exceeded|ENOSPC|EDQUOT/i,
    remedy: 'Make room on the disk.',
  },
  {
    fault: 'disk',
    sign: /read-only file system|EROFS/i,
    remedy: 'Choose a writable directory with KONTOR_DATA_DIR.',
  },
  {
    fault: 'socket',
    sign: /could not (bind|create) Unix.*|is another postmaster already running on port/i,
    remedy: 'Another server holds the socket: stop it, or set TMPDIR to another short directory.',
  },
  {
    fault: 'binaries',
    sign: /error while loading shared libraries|GLIBC_|ENOENT.*(postgres|initdb)|cannot execute/i,
    remedy: 'The bundled PostgreSQL needs glibc 2.27 or newer: run npm ci again, or set DATABASE_URL.',
  },
  {
    fault: 'version',
    sign: /database files are incompatible with server/i,
    remedy: 'Start the version of Kontor that wrote the directory, or choose another with KONTOR_DATA_DIR.',
  },
  {
    fault: 'directory',
    sign: /permission denied|EACCES|EPERM|invalid permissions|wrong ownership|ENOTDIR|EEXIST/i,
    remedy: 'Give this user the directory, or choose another with KONTOR_DATA_DIR.',
  },
];

/** The clear error behind what PostgreSQL, initdb or the file system said. `text` may be many lines of log. */
export function explainFailure(doing: string, text: string, cause?: unknown): EmbeddedPostgresError {
  const found = symptoms.find(({ sign }) => sign.test(text));
  const lines = text.trim().split('\n');
  const said = lines.find((line) => found?.sign.test(line)) ?? lines.slice(-3).join(' ');
  const message = `PostgreSQL could not ${doing}: ${said.trim() || 'it gave no reason'}.`;
  const remedy =
    found?.remedy ?? 'See postgres.log in the data directory, or set DATABASE_URL to use another server.';
  return new EmbeddedPostgresError(found?.fault ?? 'unknown', message, remedy, cause);
}

/** What PostgreSQL says while an earlier server of the same directory is still going away. */
export function isEarlierServerLeaving(text: string): boolean {
  return /lock file "postmaster\.pid" already exists|pre-existing shared memory block/i.test(text);
}
