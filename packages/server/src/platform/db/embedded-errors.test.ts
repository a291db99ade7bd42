import { describe, expect, test } from 'vitest';
import { explainFailure } from './embedded-errors.ts';

describe('what PostgreSQL says about its failure', () => {
  const cases = [
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'disk'],
    ['FATAL:  could not open file "global/pg_control": Read-only file system', 'disk'],
    ['FATAL:  could not open file "PG_VERSION": Permission denied', 'directory'],
    ['FATAL:  data directory "/d" has invalid permissions', 'directory'],
    ['FATAL:  database files are incompatible with server', 'version'],
    ['LOG:  could not bind Unix address "/tmp/x/.s.PGSQL.5432": Address already in use', 'socket'],
    [
      'postgres: error while loading shared libraries: libssl.so.1.1: cannot open shared object file',
      'binaries',
    ],
    ['PANIC:  something new', 'unknown'],
  ] as const;

  test.each(cases)('%s: is a fault of the %s', (said, fault) => {
    const error = explainFailure('start', `LOG:  starting PostgreSQL 18\n${said}\nLOG:  shut down\n`);
    expect(error.fault).toBe(fault);
    expect(error.message).toContain(said);
  });

  test('always comes with something to do', () => {
    for (const [said] of cases) {
      expect(explainFailure('start', said).message).toMatch(
        /Make room|Choose|Give|Start|stop|run npm ci|See postgres\.log/,
      );
    }
  });
});
