import { inject } from 'vitest';
import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
  type TestDatabaseOptions,
} from './test-database.ts';

/** A database of this test's own on the cluster of the run. Call `drop` in `afterAll`. */
export function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  return createTestDatabase(inject('clusterUrl'), options);
}

/** A database without anything in it. */
export function emptyDatabase(): Promise<{ databaseUrl: string; drop: () => Promise<void> }> {
  return createEmptyDatabase(inject('clusterUrl'));
}

/** The URL of the run's cluster, for tests that make their own databases. */
export function clusterUrl(): string {
  return inject('clusterUrl');
}
