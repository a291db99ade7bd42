// Pictures of screens and states, to be looked at by people: node e2e/screenshots.ts [FOLDER [SCREEN …]]
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { DemoFile } from '../packages/server/src/seed/demo-file.ts';
import { findChromium, launchBrowser } from './chromium.ts';
import { startKontor } from './kontor-server.ts';
import { keepSession, keptSession, type Person, type Portal, readDemo, signIn } from './people.ts';
import { type Camera, screens } from './screens.ts';

type Look = { readonly width: number; readonly dark: boolean; readonly locale: 'en-GB' | 'tr-TR' };

const looks: readonly Look[] = [
  { width: 1280, dark: false, locale: 'en-GB' },
  { width: 1280, dark: true, locale: 'tr-TR' },
  { width: 400, dark: false, locale: 'tr-TR' },
  { width: 400, dark: true, locale: 'en-GB' },
];

const found = await findChromium();
if ('reason' in found) throw new Error(found.reason);
const [, , wantedFolder, ...wantedScreens] = process.argv;
const folder = wantedFolder ?? (await mkdtemp(join(tmpdir(), 'kontor-screens-')));
const server = await startKontor();
try {
  const browser = await launchBrowser(found.launch);
  const demo = await readDemo(server.folder);
  for (const look of looks) await photograph(browser, demo, look);
  await browser.close();
} finally {
  await server.stop();
}
console.log(folder);

async function photograph(browser: Browser, demo: DemoFile, look: Look): Promise<void> {
  const name = `${look.width}-${look.dark ? 'dark' : 'light'}-${look.locale.slice(0, 2)}`;
  await mkdir(join(folder, name), { recursive: true });
  const open = async (session?: string): Promise<Page> => {
    const context = await browser.newContext({
      baseURL: server.baseUrl,
      locale: look.locale,
      timezoneId: 'Europe/Istanbul',
      colorScheme: look.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      viewport: { width: look.width, height: look.width > 600 ? 860 : 800 },
      ...(session ? { storageState: session } : {}),
    });
    context.setDefaultTimeout(10_000);
    return context.newPage();
  };
  const openAs = async (portal: Portal, person: Person): Promise<Page> => {
    const kept = keptSession(server.folder, person);
    const page = await open(kept);
    if (kept) return page;
    await signIn(page, portal, person);
    await keepSession(server.folder, person, page.context());
    return page;
  };
  let count = 0;
  const take = async (page: Page, what: string) => {
    await page.waitForTimeout(350);
    count += 1;
    await page.screenshot({ path: join(folder, name, `${String(count).padStart(2, '0')}-${what}.png`) });
  };
  const camera: Camera = { demo, open: () => open(), openAs, take, turkish: look.locale === 'tr-TR' };
  const wanted = Object.entries(screens).filter(
    ([what]) => wantedScreens.length === 0 || wantedScreens.includes(what),
  );
  for (const [what, show] of wanted) {
    // One screen that cannot be reached does not cost the pictures of all others.
    await show(camera).catch((error: unknown) => console.error(`${name} ${what}: ${error}`));
    await Promise.all(browser.contexts().map((context) => context.close()));
  }
}
