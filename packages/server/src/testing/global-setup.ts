import type { TestProject } from 'vitest/node';
import { migrationsFolder } from '../platform/db/migration-files.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';
import { ensureTemplate } from './test-database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    clusterUrl: string;
  }
}

// The projects that need a database share one cluster for the whole run.
let starting: Promise<TestCluster> | undefined;
let users = 0;

// The same tests on another server, as DATABASE_URL would use it: a URL of a superuser.
const givenUrl = process.env.KONTOR_TEST_DATABASE_URL;

async function start(): Promise<TestCluster> {
  const given = givenUrl && { databaseUrl: givenUrl, stop: async () => undefined };
  const cluster = given || (await startTestCluster());
  await ensureTemplate(cluster.databaseUrl, migrationsFolder);
  return cluster;
}

export async function setup(project: TestProject): Promise<void> {
  users += 1;
  starting ??= start();
  project.provide('clusterUrl', (await starting).databaseUrl);
}

export async function teardown(): Promise<void> {
  users -= 1;
  if (users > 0 || starting === undefined) return;
  const cluster = await starting;
  starting = undefined;
  await cluster.stop();
}
