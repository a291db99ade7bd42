import { expect } from 'vitest';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';
import { addToCart, cartOf } from './selling.ts';

journey('a cart survives a closed browser', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const seller = userOf(turkish, 'sales_agent');
  const address = `/partner/customers/${customerOf(turkish, 'JP').id}/add-products`;
  const page = await openAs('partner', seller);
  await page.goto(address);
  await addToCart(page, 'SQL Server Standard', 3);
  const total = await cartOf(page).getByText(/¥/).last().textContent();
  await page.context().close();

  const another = await openAs('partner', seller);
  await another.goto(address);
  const quantity = cartOf(another).getByRole('spinbutton', { name: /^Quantity of SQL Server Standard/ });
  expect(await quantity.inputValue()).toBe('3');
  await cartOf(another)
    .getByText(total ?? 'no total')
    .last()
    .waitFor();
  await cartOf(another)
    .getByRole('button', { name: /^Remove SQL Server/ })
    .click();
  await cartOf(another).getByText('The cart is empty.').waitFor();
});
