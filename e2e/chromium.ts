import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const unpackAtMostMs = 60_000;
const launchAtMostMs = 20_000;

/** How to start a browser here, or why none can be started. */
export type BrowserFound = { readonly launch: LaunchOptions } | { readonly reason: string };

/**
 * Chromium out of an npm package, for machines on which nothing can be installed. Some lack two libraries of its
 * own; the package brings these too, and they are used only where the first start has failed.
 */
export async function findChromium(): Promise<BrowserFound> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { reason: `there is no packed Chromium for ${process.platform} on ${process.arch}` };
  }
  const folder = await unpacked().catch((error: unknown) => ({
    reason: `Chromium was not unpacked: ${error}`,
  }));
  if (typeof folder !== 'string') return folder;
  const plain = launchOptions(folder, {});
  const refusal = await whyNot(plain);
  if (refusal === undefined) return { launch: plain };
  const libraries = launchOptions(folder, { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') });
  const second = await whyNot(libraries);
  return second === undefined ? { launch: libraries } : { reason: `Chromium does not start: ${second}` };
}

export function launchBrowser(launch: LaunchOptions): Promise<Browser> {
  return chromium.launch(launch);
}

function launchOptions(folder: string, libraries: Readonly<Record<string, string>>): LaunchOptions {
  return {
    executablePath: join(folder, 'chromium'),
    headless: true,
    timeout: launchAtMostMs,
    // Root has no sandbox, and containers rarely have one; the pages are our own.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      '--font-render-hinting=none',
    ],
    env: { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf'), ...libraries },
  };
}

async function whyNot(launch: LaunchOptions): Promise<string | undefined> {
  try {
    const browser = await launchBrowser(launch);
    await browser.close();
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.split('\n').find((line) => /error while loading|No such file|denied/.test(line)) ?? text;
  }
}

/** The folder with the browser, filled whole or not at all, once for each version of the package. */
async function unpacked(): Promise<string> {
  const manifest = join(root, 'node_modules/@sparticuz/chromium/package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }; // npm's own file
  const folder = join(root, 'node_modules/.cache', `kontor-chromium-${version}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    await unpackInto(draft);
    await writeFile(join(draft, 'fonts.conf'), fontsConfig(folder));
    await rename(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // somebody else was faster
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

async function unpackInto(folder: string): Promise<void> {
  const script = join(root, 'e2e/unpack-chromium.ts');
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: unpackAtMostMs,
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the archive could not be read (${code})`);
}

/** The fonts that the package brings, after those of the machine. */
function fontsConfig(folder: string): string {
  const folders = ['/usr/share/fonts', join(folder, 'fonts')].map((path) => `<dir>${path}</dir>`).join('');
  const cache = `<cachedir>${join(folder, 'font-cache')}</cachedir>`;
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${folders}${cache}</fontconfig>`;
}
