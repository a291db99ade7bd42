import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isValidKey } from '@kontor/domain/catalog/key-format';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Follows the list of customers to one of them, as somebody does who knows part of the name. */
export async function findCustomer(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Customers' }).click();
  const search = page.getByRole('main').getByRole('searchbox');
  await search.fill(name.slice(0, 6));
  await search.press('Enter');
  await page.waitForURL(/search=/);
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** From any page of a customer into the cart. */
export async function addToCart(page: Page, product: string, quantity: number): Promise<void> {
  await page.getByRole('link', { name: product, exact: true }).click();
  await page.getByRole('spinbutton', { name: 'Quantity', exact: true }).fill(String(quantity));
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await cartOf(page).getByText('Saved. You can go on later.').waitFor();
}

export function cartOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Cart' });
}

/** The order number of a confirmation, from its address. */
export async function confirmedOrder(page: Page): Promise<string> {
  await page.getByRole('heading', { name: 'Confirmation' }).waitFor();
  return new URL(page.url()).searchParams.get('orders') ?? '';
}

/** The digits as they stand in the dialog, which must be a key that the check digits prove. */
export async function readKey(dialog: Locator): Promise<string> {
  const groupsOfKey = dialog.getByRole('status', { name: 'Key' }).locator('span');
  await groupsOfKey.first().waitFor();
  const groups = await groupsOfKey.allTextContents();
  expect(groups.map((group) => group.length)).toEqual([4, 4, 4, 4, 4, 4, 4, 4]);
  const key = groups.join('');
  expect(isValidKey('digits_32', key)).toBe(true);
  return key;
}

export async function sha256OfFile(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** The currency amount in a sentence, as digits: "€ 1,821.37" is 1821.37. */
export function amountIn(text: string): string {
  const [amount = ''] = text.match(/\d[\d,.]*\d/) ?? [];
  return amount.replaceAll(',', '');
}
