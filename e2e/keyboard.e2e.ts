import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';
import { readKey } from './selling.ts';

const mostSteps = 60;

journey('a purchase and its key need no mouse', async ({ demo, openAs }) => {
  const { sandbox } = partnersOf(demo);
  const customer = customerOf(sandbox, 'DE');
  const page = await openAs('partner', userOf(sandbox, 'admin_agent'));
  await page.goto('/partner');
  await page.getByRole('heading', { name: /^Welcome/ }).waitFor();

  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to content');
  await page.keyboard.press('Control+k');
  await page.keyboard.type(customer.name);
  await page.keyboard.press('Enter');
  await press(page, customer.name);
  await press(page, 'Add products');
  await press(page, 'Windows Server Standard');
  await press(page, 'Add to cart');
  await page.getByText('Saved. You can go on later.').waitFor();
  await press(page, 'Review');
  await press(page, 'Buy');
  await page.getByRole('heading', { name: 'Confirmation' }).waitFor();
  await press(page, 'Get keys and downloads');
  await press(page, 'Get key');
  await press(page, 'I understand, go on');
  const dialog = page.getByRole('dialog', { name: /^Key of/ });
  await readKey(dialog);
  await press(page, 'Close');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('Get key');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

journey('a question to support and its answer need no mouse', async ({ demo, openAs }) => {
  const { german } = partnersOf(demo);
  const page = await openAs('partner', userOf(german, 'global_administrator'));
  await page.goto('/partner/support');
  await press(page, 'Report a problem');
  await tabTo(page, page.getByRole('combobox', { name: 'Type of problem' }));
  await page.keyboard.type('Invoice');
  await tabTo(page, page.getByRole('radio', { name: /^Moderate/ }));
  await page.keyboard.press('ArrowDown');
  expect(await page.getByRole('radio', { name: /^Minimal/ }).isChecked()).toBe(true);
  await tabTo(page, page.getByRole('textbox', { name: 'Title' }));
  await page.keyboard.type('Whose line is this?');
  await tabTo(page, page.getByRole('textbox', { name: 'Description' }));
  await page.keyboard.type('Line 4 of the invoice for October.');
  await tabTo(page, page.getByRole('button', { name: 'Add files' }));
  await press(page, 'Submit');
  await page.getByText(/^Request \d{15} is on record$/).waitFor();
  await tabTo(page, page.getByRole('textbox', { name: 'Your answer' }));
  await page.keyboard.type('Found it.');
  await press(page, 'Send');
  await page.getByRole('article').filter({ hasText: 'Found it.' }).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await page.getByRole('button', { name: 'Close the request' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Close the request' });
  await dialog.waitFor();
  await press(page, 'Close');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('Close the request');
});

/** Goes on with Tab until this control has the focus. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  for (let step = 0; step < mostSteps; step += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${control}`);
}

/** Goes on with Tab until the control of this name has the focus, and presses Enter there. */
async function press(page: Page, name: string): Promise<void> {
  await page
    .getByRole('link', { name, exact: true })
    .or(page.getByRole('button', { name, exact: true }))
    .last()
    .waitFor();
  for (let step = 0; step < mostSteps; step += 1) {
    if ((await focused(page)) === name) return page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to "${name}"`);
}

/** What a screen reader would say the focus is on. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });
}
