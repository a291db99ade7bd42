import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';

/** Saves a file of the export dialog beside the others, under the name that the server gives it. */
async function saved(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog', { name: 'Export' }).getByRole('link', { name, exact: true }).click(),
  ]);
  const path = join(dirname(await download.path()), `${Date.now()}-${download.suggestedFilename()}`);
  await download.saveAs(path);
  return path;
}

/** The same export with another outcome written into one of its records. */
async function tampered(path: string, at: number): Promise<string> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const line = lines[at] ?? '';
  lines[at] = line.replace('"outcome":"succeeded"', '"outcome":"refused"');
  expect(lines[at]).not.toBe(line);
  const copy = join(dirname(path), `tampered-${basename(path)}`);
  await writeFile(copy, lines.join('\n'));
  return copy;
}

const numberOf = (line: string): number => (JSON.parse(line) as { leafIndex: number }).leafIndex;

journey(
  'a record of the log is proven in the browser, and its export is verified without network or account',
  async ({ demo, open, openAs }) => {
    const { turkish } = partnersOf(demo);
    const page = await openAs('partner', userOf(turkish, 'account_administrator'));
    await page.goto('/partner/activity?range=year');
    const log = page.getByRole('table', { name: 'Activity log' });
    await log.getByRole('row').filter({ hasText: 'Looked at a key' }).first().getByRole('button').click();
    const record = page.getByRole('dialog', { name: 'Looked at a key' });
    await record.getByText(/^Proven in checkpoint [\d,]+$/).waitFor();
    await expectAccessible(page, 'a record with its proof');
    await record.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('link', { name: 'Records (JSON lines)' }).waitFor();
    await expectAccessible(page, 'taking the log away');
    const records = await saved(page, 'Records (JSON lines)');
    const proof = await saved(page, 'Proof');
    const openings = await saved(page, 'Openings');
    const keys = await saved(page, 'Keys of the log');

    const stranger = await open();
    await stranger.goto('/verify');
    await stranger.getByRole('heading', { name: 'Verify a log' }).waitFor();
    await expectAccessible(stranger, 'the page that verifies');
    // The worker comes with the page; from here on there is no network to ask.
    await stranger.getByText('you may cut the network now').waitFor();
    await stranger.context().setOffline(true);
    const choose = (files: readonly string[]) =>
      stranger.locator('input[type=file]').setInputFiles([...files]);
    const verify = stranger.getByRole('button', { name: 'Verify', exact: true });
    await choose([records, proof, openings, keys]);
    await verify.click();
    await stranger.getByRole('heading', { name: 'Intact' }).waitFor();
    await stranger.getByText('admin-agent@').first().waitFor();
    await expectAccessible(stranger, 'an export that is intact');

    await stranger.getByRole('button', { name: `Remove ${basename(records)}` }).click();
    const changed = await tampered(records, 1);
    await choose([changed]);
    await verify.click();
    await stranger.getByRole('heading', { name: 'Changed' }).waitFor();
    const number = numberOf((await readFile(changed, 'utf8')).split('\n')[1] ?? '');
    await stranger.getByText(`The first is record ${number}: it was altered.`).waitFor();
    await expectAccessible(stranger, 'an export that was changed');
  },
);

journey(
  'a question to the log is saved and asked again, and the operator reads the log too',
  async ({ demo, openAs }) => {
    const { turkish } = partnersOf(demo);
    const page = await openAs('partner', userOf(turkish, 'account_administrator'));
    await page.goto('/partner/activity?preset=all&range=year');
    const log = page.getByRole('table', { name: 'Activity log' });
    await log.getByRole('row').nth(1).waitFor();
    await page.getByLabel('Action').selectOption({ label: 'Placed an order' });
    await expect.poll(() => page.url()).toContain('action=create_order');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save this view' });
    await dialog.getByLabel('Name').fill('Purchases of a year');
    await expectAccessible(page, 'saving a view');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Purchases of a year' }).click();
    await expect.poll(() => page.url()).toContain('action=create_order');
    await log.getByText('Placed an order').first().waitFor();

    const operator = await openAs('operator', demo.operator);
    await operator.goto('/operator/activity');
    await operator.getByText('Choose a partner').first().waitFor();
    await operator.goto(`/operator/activity?partner=${turkish.id}&range=year`);
    const theirs = operator.getByRole('table', { name: 'Activity log' });
    await theirs.getByText('Looked at a key').first().waitFor();
    await expectAccessible(operator, 'a partner’s log for the operator');
    await theirs.getByRole('row').filter({ hasText: 'Looked at a key' }).first().getByRole('button').click();
    await operator.getByText(/^Proven in checkpoint [\d,]+$/).waitFor();
  },
);

journey(
  'whoever may read the log sees from the software list who has seen a key',
  async ({ demo, openAs }) => {
    const { turkish } = partnersOf(demo);
    const page = await openAs('partner', userOf(turkish, 'global_administrator'));
    await page.goto(`/partner/customers/${customerOf(turkish, 'DE').id}/software`);
    await page
      .getByRole('link', { name: /^Who has seen this key: / })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Activity log' }).waitFor();
    expect(new URL(page.url()).searchParams.get('resource')).toMatch(/^[0-9a-f-]{36}$/);
    await expectAccessible(page, 'who has seen a key');
  },
);

journey(
  'the log, a record of it and the page that verifies fit a narrow phone',
  async ({ demo, open, openAs }) => {
    const { turkish } = partnersOf(demo);
    const viewport = { width: 320, height: 640 };
    const widerBy = (page: Page) =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    const page = await openAs('partner', userOf(turkish, 'account_administrator'), {
      viewport,
      locale: 'tr-TR',
    });
    await page.goto('/partner/activity?preset=all&range=year');
    await page.locator('tbody button').first().waitFor();
    expect(await widerBy(page), 'the log').toBe(0);
    await page.locator('tbody button').first().click();
    await page.getByText('Yeniden doğrula').waitFor();
    // Behind a dialog the page does not scroll, and its scroll bar's place is left free.
    expect(await widerBy(page), 'a record').toBeLessThanOrEqual(0);
    await expectAccessible(page, 'a record on a phone');
    const stranger = await open({ viewport, locale: 'tr-TR' });
    await stranger.goto('/verify');
    await stranger.getByRole('heading', { name: 'Günlüğü doğrula' }).waitFor();
    expect(await widerBy(stranger), 'the page that verifies').toBe(0);
    await expectAccessible(stranger, 'the page that verifies, on a phone');
  },
);
