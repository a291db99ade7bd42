import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';

journey(
  'a reservation is bought with a licence, renamed, exchanged and given back',
  async ({ demo, openAs }) => {
    const { sandbox } = partnersOf(demo);
    const customer = customerOf(sandbox, 'DE');
    const page = await openAs('partner', userOf(sandbox, 'admin_agent'));
    await page.goto(`/partner/customers/${customer.id}/add-products?family=reservation`);
    await page.getByRole('link', { name: 'Reserved VM Instance, Standard_D4s_v5' }).click();

    await page.getByRole('button', { name: 'Register a cloud subscription' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Journey');
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page.getByRole('combobox', { name: 'Cloud subscription' }).selectOption({ label: 'Journey' });
    await page.getByRole('checkbox', { name: 'Has a Windows Server licence' }).check();
    await page.getByText(/^Saves €\s?[\d.]+ \((40|39\.9)%\)/).waitFor();
    await page.getByRole('combobox', { name: 'Billing' }).selectOption({ label: 'one-time billing' });
    await expectAccessible(page, 'reserving');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByText('Saved. You can go on later.').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByRole('heading', { name: 'Confirmation' }).waitFor();

    await page.goto(`/partner/customers/${customer.id}/reservations`);
    await page.getByRole('button', { name: /^Details: Standard_D4s_v5/ }).click();
    await expectAccessible(page, 'a reservation');
    await page.getByRole('button', { name: 'Name and scope' }).click();
    await page.getByRole('dialog').last().getByLabel('Name').fill('Nightly builds');
    await page.getByRole('radio', { name: 'Single' }).check();
    await expectAccessible(page, 'changing a reservation');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Nightly builds' }).waitFor();

    await page.getByRole('button', { name: 'Exchange', exact: true }).click();
    await page
      .getByRole('combobox', { name: 'SKU' })
      .selectOption({ label: 'Standard_D4s_v5, West Europe, 3 years' });
    await page.getByText('Left of the old commitment, before tax').waitFor();
    await expectAccessible(page, 'exchanging a reservation');
    await page.getByRole('button', { name: 'Exchange now' }).click();
    await page.getByRole('dialog').last().getByText('Exchanged').waitFor();
    await page.getByRole('button', { name: 'Close' }).first().click();

    const active = page.getByRole('row').filter({ hasText: 'Nightly builds' }).filter({ hasText: 'Active' });
    await active.getByRole('button').click();
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    await page.getByText('Not used, and within the first days: everything is given back.').waitFor();
    await expectAccessible(page, 'refunding a reservation');
    await page.getByRole('button', { name: 'Refund now' }).click();
    await page.getByRole('dialog').last().getByText('Refunded').waitFor();
    await page.getByRole('button', { name: 'Close' }).first().click();
    await page.getByRole('row').filter({ hasText: 'Nightly builds' }).nth(1).waitFor();
  },
);
