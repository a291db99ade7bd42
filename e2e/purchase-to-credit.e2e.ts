import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';
import {
  addToCart,
  amountIn,
  cartOf,
  confirmedOrder,
  findCustomer,
  readKey,
  sha256OfFile,
} from './selling.ts';

const product = 'Windows Server Standard';

journey('a purchase goes from the price sheet to the credit', async ({ demo, open, keep }) => {
  const { turkish } = partnersOf(demo);
  const agent = userOf(turkish, 'admin_agent');
  const customer = customerOf(turkish, 'DE');
  const page = await open();

  await signInAsDemoPerson(page, `${turkish.name}: Admin agent`);
  await expectAccessible(page, 'home');
  await keep(agent, page.context());

  await findCustomer(page, customer.name);
  await expectAccessible(page, 'the overview of a customer');

  await page.getByRole('link', { name: 'Add products' }).click();
  await page.getByRole('list', { name: 'Products' }).waitFor();
  await expectAccessible(page, 'the products');
  await addToCart(page, product, 2);
  await expectAccessible(page, 'an offer with the cart');
  await cartOf(page).getByRole('button', { name: 'Review' }).click();
  await page.getByRole('table', { name: 'Lines of the cart' }).waitFor();
  await expectAccessible(page, 'the review');
  await page.getByRole('button', { name: 'Buy' }).click();
  const order = await confirmedOrder(page);
  await expectAccessible(page, 'the confirmation');

  await page.getByRole('link', { name: 'Order history' }).click();
  await page.getByRole('table', { name: 'Orders' }).getByTitle(order).waitFor();
  await expectAccessible(page, 'the order history');
  await page.goBack();
  await page.getByRole('button', { name: 'Get keys and downloads' }).click();
  await page.getByRole('heading', { name: 'Get keys and downloads' }).waitFor();
  await expectAccessible(page, 'the panel of a purchase');

  const key = await fetchKey(page);
  await download(page);
  const link = await copyLink(page);
  await expectLinkToWork(await open(), link);
  await page.getByRole('button', { name: 'Close' }).click();

  const credit = await cancel(page, customer.id, order);
  await expectDead(page, await open(), { key, link });
  await page.getByRole('link', { name: /^order / }).click();
  const charges = page.getByRole('table', { name: 'Charges and credits' });
  const creditRow = charges.getByRole('row').filter({ hasText: 'Credit for cancelling' });
  expect(amountIn((await creditRow.getByRole('cell').last().textContent()) ?? '')).toBe(credit);
  await expectAccessible(page, 'the page of an order');

  await page.keyboard.press('Control+k');
  await page.keyboard.type(order);
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Customers' }).getByRole('link', { name: customer.name }).waitFor();
});

async function signInAsDemoPerson(page: Page, label: string): Promise<void> {
  await page.goto('/');
  await expectAccessible(page, 'the start page');
  await page.getByRole('link', { name: 'Partner portal' }).click();
  await page.getByRole('button', { name: label }).click();
  await expectAccessible(page, 'the sign-in page');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: /^Code now: \d{6}$/ }).click();
  await expectAccessible(page, 'the code page');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: /^Welcome/ }).waitFor();
}

async function fetchKey(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Get key', exact: true }).click();
  await expectAccessible(page, 'the notice of risks');
  await page.getByRole('button', { name: 'I understand, go on' }).click();
  const dialog = page.getByRole('dialog', { name: /^Key of/ });
  const key = await readKey(dialog);
  await expectAccessible(page, 'the key dialog');
  await dialog.getByRole('button', { name: 'Copy: Key' }).click();
  await dialog.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expectNowhere(page, key);
  return key;
}

/** Neither the page nor anything that it keeps in the browser may know the key. */
async function expectNowhere(page: Page, key: string): Promise<void> {
  const kept = await page.evaluate(() => [
    document.documentElement.outerHTML,
    JSON.stringify(localStorage),
    JSON.stringify(sessionStorage),
    JSON.stringify(history.state),
    location.href,
  ]);
  for (const text of kept) expect(text.replace(/<[^>]*>|[\s-]/g, '')).not.toContain(key);
}

async function download(page: Page): Promise<void> {
  const panel = page.getByRole('dialog', { name: 'Get keys and downloads' });
  const shown = await panel.locator('code').textContent();
  const begun = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Download', exact: true }).click();
  const file = await begun;
  expect(await file.failure()).toBeNull();
  expect(await sha256OfFile(await file.path())).toBe(shown);
  expect(file.suggestedFilename()).toMatch(/\.iso$/);
  await panel.getByText('Your browser is downloading').waitFor();
}

async function copyLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Copy link' }).click();
  const link = await page.getByRole('textbox', { name: 'Download link' }).inputValue();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await page
    .getByRole('button', { name: /^Revoke: / })
    .first()
    .waitFor();
  await expectAccessible(page, 'a link that was copied');
  return link;
}

/** Whoever has the link has the file, without a sign-in, whole or in parts. */
async function expectLinkToWork(stranger: Page, link: string): Promise<void> {
  const { request } = stranger.context();
  const part = await request.get(link, { headers: { range: 'bytes=0-99' } });
  expect(part.status()).toBe(206);
  expect(part.headers()['content-range']).toMatch(/^bytes 0-99\/\d+$/);
  expect(await part.body()).toHaveLength(100);
}

async function cancel(page: Page, customerId: string, order: string): Promise<string> {
  await page.getByRole('button', { name: new RegExp(`^Cancel: ${product}`) }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel a purchase' });
  await dialog.getByText('days left to cancel').waitFor();
  await expectAccessible(page, 'cancelling, the choice of orders');
  await dialog.getByRole('button', { name: 'Next' }).click();
  const summary = dialog.getByRole('region', { name: 'Credit on your next monthly invoice' });
  const shown = amountIn((await summary.locator('dd').last().textContent()) ?? '');
  const preview = await previewOf(page, customerId, order);
  expect(shown).toBe(preview);
  await summary.getByRole('button', { name: 'Explain' }).click();
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByText('Important').waitFor();
  const submit = dialog.getByRole('button', { name: 'Submit' });
  expect(await submit.getAttribute('aria-disabled')).toBe('true');
  await dialog.getByRole('checkbox', { name: 'I have read this' }).check();
  await expectAccessible(page, 'cancelling, the important notice');
  await submit.click();
  const sentence = dialog.getByText(/^Cancelled\. The credit of/);
  const text = (await sentence.textContent()) ?? '';
  expect(text).toMatch(/will be on the invoice for \w+, issued 1 \w+ \d{4}\.$/);
  expect(amountIn(text)).toBe(preview);
  await expectAccessible(page, 'cancelling, done');
  await dialog.getByRole('button', { name: 'Close' }).click();
  return shown;
}

/** What the API says that cancelling would credit now. */
async function previewOf(page: Page, customerId: string, orderId: string): Promise<string> {
  const { request } = page.context();
  const session = await (await request.get('/kontor/v1/session')).json();
  const answer = await request.post(`/kontor/v1/customers/${customerId}/cancellations/preview`, {
    data: { orders: [{ orderId }] },
    headers: { 'x-kontor-csrf': session.csrfToken },
  });
  expect(answer.status()).toBe(200);
  return (await answer.json()).totals[0].total;
}

async function expectDead(page: Page, stranger: Page, what: { key: string; link: string }): Promise<void> {
  const row = page.getByRole('table', { name: 'Software' }).getByRole('row').filter({ hasText: product });
  await row.getByText('Cancelled', { exact: true }).waitFor();
  await row.getByText('key no longer available').waitFor();
  const keys = row.getByRole('button', { name: /^Get keys and downloads/ });
  expect(await keys.getAttribute('aria-disabled')).toBe('true');
  await expectAccessible(page, 'the software after cancelling');
  await expectNowhere(page, what.key);
  expect((await stranger.context().request.get(what.link)).status()).toBe(410);
}
