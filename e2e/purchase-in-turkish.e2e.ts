import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';

const product = 'Office LTSC Professional Plus';

journey('Türkçe: satın alma, anahtar ve iptal baştan sona', async ({ demo, open, keep }) => {
  const { german } = partnersOf(demo);
  const customer = customerOf(german, 'TR');
  const page = await open({ locale: 'tr-TR', timezoneId: 'Europe/Istanbul' });

  await page.goto('/partner/sign-in');
  await page.getByRole('button', { name: `${german.name}: Admin agent` }).click();
  await page.getByRole('button', { name: 'Oturum aç', exact: true }).click();
  await page.getByRole('button', { name: /^Şu anki kod: \d{6}$/ }).click();
  await page.getByRole('button', { name: 'Onayla' }).click();
  await page.getByRole('heading', { name: /^Hoş geldiniz/ }).waitFor();
  await keep(userOf(german, 'admin_agent'), page.context());
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('tr');

  await page.getByRole('link', { name: 'Müşteriler' }).click();
  const search = page.getByRole('main').getByRole('searchbox');
  await search.fill('fındık');
  await search.press('Enter');
  await page.getByRole('link', { name: customer.name }).click();
  await page.getByRole('link', { name: 'Ürün ekle' }).click();
  await page.getByRole('link', { name: product, exact: true }).click();
  await page.getByRole('button', { name: 'Sepete ekle' }).click();
  await page.getByText('Kaydedildi. Daha sonra devam edebilirsiniz.').waitFor();
  await expectTurkish(page);
  await page.getByRole('button', { name: 'Gözden geçir' }).click();
  await page.getByRole('table', { name: 'Sepetteki satırlar' }).waitFor();
  await expectTurkish(page);
  await page.getByRole('button', { name: 'Satın al' }).click();
  await page.getByRole('heading', { name: 'Onay' }).waitFor();
  await expectTurkish(page);

  await page.getByRole('button', { name: 'Anahtarları ve indirmeleri al' }).click();
  await page.getByRole('button', { name: 'Anahtarı al', exact: true }).click();
  await page.getByRole('button', { name: 'Anladım, devam et' }).click();
  const keys = page.getByRole('dialog', { name: `Ürün anahtarı: ${product}` });
  const groupsOfKey = keys.getByRole('status', { name: 'Ürün anahtarı' }).locator('span');
  await groupsOfKey.first().waitFor();
  const groups = await groupsOfKey.allTextContents();
  expect(groups.map((group) => group.length)).toEqual([5, 5, 5, 5, 5]);
  await keys.getByRole('button', { name: 'Kapat' }).click();
  await expectTurkish(page);
  await page.getByRole('button', { name: 'Kapat' }).click();

  await cancel(page);
  const row = page.getByRole('table', { name: 'Yazılım' }).getByRole('row').filter({ hasText: product });
  await row.getByText('İptal edildi', { exact: true }).waitFor();
  await row.getByText('anahtar artık kullanılamaz').waitFor();
  await expectTurkish(page);
});

async function cancel(page: Page): Promise<void> {
  await page.getByRole('button', { name: `İptal et: ${product}` }).click();
  const dialog = page.getByRole('dialog', { name: /^Satın almayı iptal et/ });
  await dialog.getByText('İptal için 60 gün kaldı').waitFor();
  await dialog.getByRole('button', { name: 'İleri' }).click();
  await dialog.getByText('Toplam alacak').waitFor();
  const total = await dialog.locator('dd').last().textContent();
  await dialog.getByRole('button', { name: 'İleri' }).click();
  await dialog.getByRole('checkbox', { name: 'Bunu okudum' }).check();
  await expectAccessible(page, 'iptal penceresi');
  await dialog.getByRole('button', { name: 'Gönder' }).click();
  const sentence = await dialog.getByText(/^İptal edildi\. /).textContent();
  expect(sentence).toContain(`${total} tutarındaki alacak`);
  await dialog.getByRole('button', { name: 'Kapat' }).click();
}

/** Words that stand on these pages in English, and in no product's name. */
const english =
  /\b(Cancel|Customers?|Orders?|Quantity|Total|Tax|Status|Bought|Active|Key|Download|Link|days?)\b/;

async function expectTurkish(page: Page): Promise<void> {
  const [text] = await page.locator('body').allInnerTexts();
  expect(text).not.toMatch(english);
}
