import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const withDatabase = ['packages/*/src/**/*.{db,race,http}.test.ts', 'conformance/**/*.http.test.ts'];
const crashing = ['packages/*/src/**/*.crash.test.ts'];
const globalSetup = ['packages/server/src/testing/global-setup.ts'];
const journeySetup = ['e2e/global-setup.ts'].filter((path) => existsSync(path));

export default defineConfig({
  test: {
    // Two cores, and PostgreSQL wants one of them.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
          exclude: [...withDatabase, ...crashing],
        },
      },
      {
        test: { name: 'db', include: withDatabase, globalSetup, testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        // These start, starve and kill servers of their own: one file at a time.
        test: {
          name: 'crash',
          include: crashing,
          // A server ends with the thread that started it, so that worker threads will not do.
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          globalSetup: journeySetup,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
