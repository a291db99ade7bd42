import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { codeNow } from '../packages/portal/src/sign-in/demo-code.ts';
import type { DemoFile, DemoFilePerson } from '../packages/server/src/seed/demo-file.ts';
import { readJson } from './kontor-server.ts';

export type Person = DemoFilePerson;
export type Portal = 'partner' | 'customer' | 'operator';

export async function readDemo(folder: string): Promise<DemoFile> {
  return (await readJson(join(folder, 'demo.json'))) as DemoFile; // the server has just written it
}

/** The partners of the demo by what journeys need them for. */
export function partnersOf({ partners }: DemoFile) {
  const [turkish, german] = partners.filter(({ sandbox }) => !sandbox);
  const sandbox = partners.find((partner) => partner.sandbox);
  if (!turkish || !german || !sandbox) throw new Error('the demo lacks one of its partners');
  return { turkish, german, sandbox };
}

type Partner = DemoFile['partners'][number];

export function userOf(partner: Partner, role: string): Person {
  const user = partner.users.find(({ roles }) => roles.includes(role));
  if (!user) throw new Error(`${partner.name} has no ${role}`);
  return user;
}

export function customerOf(partner: Partner, country: string): Partner['customers'][number] {
  const customer = partner.customers.find((each) => each.country === country);
  if (!customer) throw new Error(`${partner.name} has no customer in ${country}`);
  return customer;
}

const sessionFile = (folder: string, person: Person) => join(folder, 'sessions', `${person.email}.json`);

/** The session of somebody who has signed in during this run, for a context to begin with. */
export function keptSession(folder: string, person: Person): string | undefined {
  const path = sessionFile(folder, person);
  return existsSync(path) ? path : undefined;
}

/** A code is good for one sign-in, so that whoever comes back within the run keeps their session. */
export async function keepSession(folder: string, person: Person, context: BrowserContext): Promise<void> {
  await mkdir(join(folder, 'sessions'), { recursive: true });
  await context.storageState({ path: sessionFile(folder, person) });
}

const stepMs = 30_000;
const roomMs = 2000;

/**
 * The code of half a minute ago, which is good still. A code, and each before it, is good for one sign-in only: so
 * whoever signs in this way can do it once more at once, with the code of now, as a journey about signing in does.
 */
async function codeBefore({ totpSecret }: Person): Promise<string> {
  const left = stepMs - (Date.now() % stepMs);
  if (left < roomMs) await sleep(left);
  return codeNow(totpSecret, Date.now() - stepMs);
}

/** Through the form, as somebody whose authenticator is a little slow. */
export async function signIn(page: Page, portal: Portal, person: Person): Promise<void> {
  await page.goto(`/${portal}/sign-in`);
  await page.locator('input[autocomplete=username]').fill(person.email);
  await page.locator('input[autocomplete=current-password]').fill(person.password);
  await page.keyboard.press('Enter');
  const code = page.locator('input[autocomplete=one-time-code]');
  await code.or(page.locator('main#main')).waitFor();
  if (await code.isVisible()) {
    await code.fill(await codeBefore(person));
    await page.keyboard.press('Enter');
  }
  await page.locator('main#main').waitFor();
}
