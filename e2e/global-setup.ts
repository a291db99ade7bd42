import type { TestProject } from 'vitest/node';
import { findChromium } from './chromium.ts';
import { type KontorServer, startKontor } from './kontor-server.ts';
import type { Stage } from './stage.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stage: Stage;
  }
}

let server: KontorServer | undefined;

/** One browser found and one Kontor started for all journeys; without a browser they count as not run. */
export async function setup(project: TestProject): Promise<void> {
  const browser = await findChromium();
  if ('reason' in browser) {
    console.warn(`The journeys are not run: ${browser.reason}`);
    project.provide('stage', browser);
    return;
  }
  server = await startKontor();
  const { baseUrl, folder } = server;
  project.provide('stage', { baseUrl, folder, launch: browser.launch });
}

export async function teardown(): Promise<void> {
  await server?.stop();
  server = undefined;
}
