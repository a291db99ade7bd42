import { createHash, randomBytes } from 'node:crypto';
import { withCheckDigits } from '@kontor/domain/catalog/key-format';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';

const firstSheet = 'Version 1';
const newProduct = { productId: 'DZH318Z0BZ17', skuId: '0001' };
const keysOfWindowsServer = { productId: 'DG7GMGF0DWT5', skuId: '0001' };

journey(
  'the operator’s price sheet is refused by line and column, then imported',
  async ({ demo, openAs }) => {
    const page = await openAs('operator', demo.operator);
    await page.goto('/operator/price-sheets');
    const sheets = page.getByRole('table', { name: 'Versions' });
    const link = sheets.getByRole('link', { name: firstSheet, exact: true });
    const sheet = await page.request.get((await link.getAttribute('href')) ?? '');
    expect(sheet.status()).toBe(200);
    const lines = (await sheet.text()).split('\r\n');
    const versions = await sheets.getByRole('row').count();

    await importSheet(page, withBadPrice(lines, 3));
    await page.getByRole('alert').getByText('Nothing was imported').waitFor();
    const row = page.getByRole('table', { name: 'Rows that cannot be imported' }).getByRole('row').nth(1);
    expect(await row.getByRole('cell').allTextContents()).toEqual([
      '3',
      'UnitPrice',
      expect.stringMatching(/\w+/),
    ]);
    await expectAccessible(page, 'a price sheet with a bad row');
    expect(await sheets.getByRole('row').count()).toBe(versions);

    await importSheet(page, lines);
    await page.getByText(/^Imported as version \d+: [\d,]+ rows, in force from /).waitFor();
    await expect.poll(() => sheets.getByRole('row').count()).toBe(versions + 1);
    await expectAccessible(page, 'an imported price sheet');
  },
);

journey('the operator adds keys, and hears of each that is none', async ({ demo, openAs }) => {
  const page = await openAs('operator', demo.operator);
  await page.goto('/operator');
  await page.getByRole('navigation').getByRole('link', { name: 'Keys' }).click();
  await page.getByRole('table', { name: 'Key pools' }).waitFor();
  await expectAccessible(page, 'key pools');
  await page.getByRole('link', { name: 'Import keys' }).click();
  await nameSku(page, keysOfWindowsServer);
  const [first, second] = [newKey(), newKey()];
  await page
    .getByLabel('Keys, one a line')
    .setInputFiles(text('keys.txt', [first, second, 'not a key', first]));
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByText('2 keys added, 1 already there.').waitFor();
  const wrong = page.getByRole('table', { name: 'Rows that cannot be imported' }).getByRole('row').nth(1);
  expect(await wrong.getByRole('cell').first().textContent()).toBe('3');
  expect(await page.locator('body').textContent()).not.toContain(first);
  await expectAccessible(page, 'imported keys');

  // The batch turns out bad: what nobody has of it is withdrawn, and nothing of it is ever sold.
  await page.goto(`/operator/keys/${keysOfWindowsServer.productId}/${keysOfWindowsServer.skuId}`);
  await page
    .getByRole('button', { name: /^Withdraw batch/ })
    .first()
    .click();
  await page.getByRole('dialog').getByText('2 keys that nobody has are never sold').waitFor();
  await expectAccessible(page, 'a batch before it is withdrawn');
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await page.getByRole('status').getByText('2 keys withdrawn').waitFor();
  await expectAccessible(page, 'a pool with a withdrawn batch');
});

journey('the operator is told of a low pool and says what a SKU’s keys are', async ({ demo, openAs }) => {
  const page = await openAs('operator', demo.operator);
  await page.goto('/operator/keys');
  await page
    .getByRole('button', { name: /^Set threshold/ })
    .first()
    .click();
  await page.getByRole('dialog').getByLabel('Threshold').fill('5000');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('1 key pool is low:').waitFor();
  // The page behind a dialog is given back a moment after it.
  await page.locator('#root:not([aria-hidden])').waitFor();
  await expectAccessible(page, 'a low pool');
  await page.getByRole('table', { name: 'Key pools' }).getByRole('link').first().click();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Format').selectOption('template');
  await dialog.getByRole('textbox', { name: /^Template/ }).fill('XXX');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/needs at least 8 characters/).waitFor();
  await expectAccessible(page, 'a template that is too short');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.goto('/operator/keys');
  await page
    .getByRole('button', { name: /^Set threshold/ })
    .first()
    .click();
  await page.getByRole('dialog').getByLabel('Threshold').fill('');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('1 key pool is low:').waitFor({ state: 'detached' });
});

journey('the operator’s file is stored with the checksum that it has', async ({ demo, openAs }) => {
  const page = await openAs('operator', demo.operator);
  await page.goto('/operator');
  await page.getByRole('navigation').getByRole('link', { name: 'Files' }).click();
  await nameSku(page, newProduct);
  await page.getByRole('textbox', { name: 'Version' }).fill('2026');
  await page.getByRole('textbox', { name: 'Language' }).fill('tr-TR');
  const buffer = randomBytes(1_048_576);
  const file = { name: 'Visual Studio 2026 tr.iso', mimeType: 'application/octet-stream', buffer };
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Upload' }).click();
  const sum = createHash('sha256').update(buffer).digest('hex');
  await page.getByText(`SHA-256 ${sum}`).waitFor();
  await expectAccessible(page, 'an uploaded file');
});

async function importSheet(page: Page, lines: readonly string[]): Promise<void> {
  await page.getByLabel('Price sheet (CSV)').setInputFiles(text('prices.csv', lines));
  await page.getByRole('button', { name: 'Import' }).click();
}

/** The sheet with a price that is none in this line, counted as the operator's editor does, from one. */
function withBadPrice(lines: readonly string[], line: number): string[] {
  const column = lines[0]?.split(',').indexOf('UnitPrice') ?? -1;
  return lines.map((each, index) => {
    if (index !== line - 1) return each;
    const cells = each.split('","');
    return cells.map((cell, place) => (place === column ? 'about ten' : cell)).join('","');
  });
}

function text(name: string, lines: readonly string[]) {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(lines.join('\r\n')) };
}

async function nameSku(page: Page, { productId, skuId }: typeof newProduct): Promise<void> {
  await page.getByRole('textbox', { name: 'Product id' }).fill(productId);
  await page.getByRole('textbox', { name: 'SKU id' }).fill(skuId);
}

/** Thirty digits that no other run has drawn, and the two that prove them. */
function newKey(): string {
  const digits = BigInt(`0x${randomBytes(16).toString('hex')}`)
    .toString()
    .padStart(30, '0')
    .slice(-30);
  return withCheckDigits(digits);
}
