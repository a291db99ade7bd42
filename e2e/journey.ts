import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, inject, test } from 'vitest';
import type { DemoFile } from '../packages/server/src/seed/demo-file.ts';
import { launchBrowser } from './chromium.ts';
import { keepSession, keptSession, type Person, type Portal, readDemo, signIn } from './people.ts';

const waitAtMostMs = 15_000;
const stage = inject('stage');

export type Play = {
  readonly demo: DemoFile;
  readonly baseUrl: string;
  /** A browser that nobody has used before. */
  readonly open: (options?: BrowserContextOptions) => Promise<Page>;
  /** The same, with this person signed in. */
  readonly openAs: (portal: Portal, person: Person, options?: BrowserContextOptions) => Promise<Page>;
  readonly keep: (person: Person, context: BrowserContext) => Promise<void>;
};

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/**
 * One promise, kept in a real browser against the real server. It fails too when a page throws or complains on
 * its console, and then leaves a picture of each page in the machine's temporary folder.
 */
export function journey(name: string, act: (play: Play) => Promise<void>): void {
  test(name, async (context) => {
    if ('reason' in stage) return context.skip(stage.reason);
    const { baseUrl, folder, launch } = stage;
    browser ??= launchBrowser(launch);
    const opened = await browser;
    const contexts: BrowserContext[] = [];
    const complaints: string[] = [];
    const open = async (options: BrowserContextOptions = {}) => {
      const fresh = await opened.newContext({ baseURL: baseUrl, ...usual, ...options });
      contexts.push(fresh);
      fresh.setDefaultTimeout(waitAtMostMs);
      return watched(await fresh.newPage(), complaints);
    };
    const openAs = async (portal: Portal, person: Person, options: BrowserContextOptions = {}) => {
      const kept = keptSession(folder, person);
      const page = await open({ ...options, ...(kept ? { storageState: kept } : {}) });
      if (kept) return page;
      await signIn(page, portal, person);
      await keepSession(folder, person, page.context());
      return page;
    };
    const keep = (person: Person, of: BrowserContext) => keepSession(folder, person, of);
    try {
      await act({ demo: await readDemo(folder), baseUrl, open, openAs, keep });
      if (complaints.length > 0) throw new Error(`a page complained:\n${complaints.join('\n')}`);
    } catch (error) {
      await picture(contexts, name);
      throw error;
    } finally {
      await Promise.all(contexts.map((each) => each.close()));
    }
  });
}

const usual: BrowserContextOptions = {
  locale: 'en-GB',
  timezoneId: 'UTC',
  viewport: { width: 1280, height: 860 },
  permissions: ['clipboard-read', 'clipboard-write'],
  reducedMotion: 'reduce',
};

/** Refused requests are part of journeys, and the browser notes each of them; everything else is a defect. */
function watched(page: Page, complaints: string[]): Page {
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    const refused = /^Failed to load resource: the server responded/.test(message.text());
    if (message.type() === 'error' && !refused) complaints.push(`${page.url()}: ${message.text()}`);
  });
  return page;
}

async function picture(contexts: readonly BrowserContext[], name: string): Promise<void> {
  const stem = name.replace(/\W+/g, '-').slice(0, 60);
  for (const [index, page] of contexts.flatMap((context) => context.pages()).entries()) {
    const path = join(tmpdir(), `kontor-journey-${stem}-${index}.png`);
    await page.screenshot({ path, timeout: 5000 }).catch(() => undefined); // the failure itself matters more
    console.error(`${page.url()} looked like ${path}`);
  }
}
