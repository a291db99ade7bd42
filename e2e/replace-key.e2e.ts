import { isValidKey } from '@kontor/domain/catalog/key-format';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';
import { readKey } from './selling.ts';

journey(
  'an agent replaces a key that does not work, and sees the new one in its place',
  async ({ demo, openAs }) => {
    const { turkish } = partnersOf(demo);
    const page = await openAs('partner', userOf(turkish, 'admin_agent'));
    await page.goto(`/partner/customers/${customerOf(turkish, 'TR').id}/software`);
    await page
      .getByRole('button', { name: /^Get keys and downloads: Windows Server Standard/ })
      .and(page.locator(':not([aria-disabled=true])'))
      .first()
      .click();
    await page.getByRole('button', { name: 'Get key', exact: true }).click();
    await page.getByRole('button', { name: 'I understand, go on' }).click();
    const dialog = page.getByRole('dialog', { name: /^Key of / });
    const bad = await readKey(dialog);
    await dialog.getByRole('button', { name: 'Replace this key: 1' }).click();
    const form = dialog.getByRole('group', { name: 'Replace this key: 1' });
    await form.getByText('This key dies at once').waitFor();
    await expectAccessible(page, 'replacing a key');
    await form.getByLabel('What is wrong with it').selectOption({ label: 'It does not activate' });
    await form.getByRole('button', { name: 'Replace key', exact: true }).click();
    await dialog.getByText(`The key that ended in ${bad.slice(-4)} is dead`).waitFor();
    const good = await readKey(dialog);
    expect(isValidKey('digits_32', good)).toBe(true);
    expect(good).not.toBe(bad);
    await expectAccessible(page, 'a replaced key');
  },
);

journey(
  'the operator sees what is low, sets licence files of a SKU and signs with a new key',
  async ({ demo, openAs }) => {
    const page = await openAs('operator', demo.operator);
    await page.goto('/operator');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expectAccessible(page, 'the operator’s home');

    await page.goto('/operator/keys/DG7GMGF0DWT5/0001');
    await page.getByRole('table', { name: 'Files' }).waitFor();
    await expectAccessible(page, 'a SKU with its licence files and downloads');
    const shown = page.getByRole('link', { name: /^Replace file: / }).first();
    await shown.click();
    await page.waitForURL(/\/operator\/artifacts\?product=DG7GMGF0DWT5&sku=0001&version=/);

    await page.goto('/operator/keys/settings');
    await page.getByRole('table', { name: 'Keys that seal secrets' }).waitFor();
    await expectAccessible(page, 'key settings');
    const keys = page.getByRole('table', { name: 'Keys that sign licence files' });
    await keys.waitFor();
    await page.getByRole('button', { name: 'Sign with a new key' }).click();
    const dialog = page.getByRole('dialog');
    await expectAccessible(page, 'signing with a new key');
    await dialog.getByRole('button', { name: 'Sign with a new key' }).click();
    await page.getByText(/^Files are now signed with key /).waitFor();
    await expect.poll(() => keys.allTextContents()).toEqual([expect.stringContaining('Verifies only')]);
  },
);
