import { MessageBar, MessageBarBody, makeStyles, Title3 } from '@fluentui/react-components';
import { useState } from 'react';
import type { CustomerDetail } from '../api/types.ts';
import { formatRate } from '../format/money.ts';
import { countryName, languageName } from '../format/names.ts';
import type { MessageKey } from '../locales/messages.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { type Reader, useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { usePathParam } from '../ui/url-state.ts';
import { AddProductsButton, CustomerPage } from './customer-page.tsx';
import { VatForm } from './vat-form.tsx';

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))',
    gap: '32px',
  },
  section: { display: 'grid', rowGap: '12px', alignContent: 'start' },
  heading: { margin: 0 },
});

export function OverviewPage() {
  const { t } = useReader();
  const customerId = usePathParam('customerId');
  return (
    <CustomerPage
      title={t('customer.overview')}
      width="form"
      actions={<AddProductsButton customerId={customerId} />}
    >
      {(customer) => <Overview customer={customer} />}
    </CustomerPage>
  );
}

function Overview({ customer }: { readonly customer: CustomerDetail }) {
  const styles = useStyles();
  const reader = useReader();
  const { t } = reader;
  const permit = usePermit();
  const [editing, setEditing] = useState(false);
  return (
    <>
      {!customer.agreement.signed && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('overview.noAgreement')}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.columns}>
        <section className={styles.section}>
          <Title3 as="h2" className={styles.heading}>
            {t('overview.company')}
          </Title3>
          <Facts facts={companyFacts(customer, reader)} />
        </section>
        <section className={styles.section}>
          <Title3 as="h2" className={styles.heading}>
            {t('overview.buying')}
          </Title3>
          <Facts facts={buyingFacts(customer, reader)} />
          <span>
            <PermittedButton
              reason={permit('customers.edit') ? undefined : t('reason.role')}
              onClick={() => setEditing(true)}
            >
              {t('vat.change')}
            </PermittedButton>
          </span>
        </section>
      </div>
      {editing && <VatForm customer={customer} onClose={() => setEditing(false)} />}
    </>
  );
}

function companyFacts(customer: CustomerDetail, { t, locale }: Reader) {
  const { line1, line2, postalCode, city, region, phoneNumber } = customer.address;
  const place = [postalCode, city, region].filter(Boolean).join(' ');
  return [
    { term: t('customers.name'), fact: customer.name },
    { term: t('customers.domain'), fact: customer.domain },
    {
      term: t('overview.tenantId'),
      fact: (
        <>
          {customer.id} <CopyButton text={customer.id} what={t('overview.tenantId')} />
        </>
      ),
    },
    { term: t('overview.address'), fact: [line1, line2, place].filter(Boolean).join(', ') },
    { term: t('overview.email'), fact: customer.email },
    ...(phoneNumber ? [{ term: t('overview.phone'), fact: phoneNumber }] : []),
    { term: t('overview.language'), fact: languageName(customer.language, locale) },
  ];
}

/** Why a customer pays no tax although there is a rate. */
const withoutTax: Partial<Record<CustomerDetail['taxCategory'], MessageKey>> = {
  E: 'tax.exempt',
  AE: 'tax.reverseCharge',
};

function buyingFacts(customer: CustomerDetail, { t, locale, date }: Reader) {
  const rate = formatRate(customer.taxRateBasisPoints, locale);
  const mode = customer.priceIncludesTax ? 'overview.taxInside' : 'overview.taxAdded';
  const untaxed = withoutTax[customer.taxCategory];
  const { agreement } = customer;
  return [
    { term: t('customers.market'), fact: countryName(customer.country, customer.countryName, locale) },
    { term: t('customers.currency'), fact: customer.currency },
    {
      term: t('overview.tax'),
      fact: untaxed ? t(untaxed) : customer.taxRateKnown ? t(mode, { rate }) : t('tax.unknown'),
    },
    { term: t('overview.vatId'), fact: customer.tax.vatId || t('vat.none') },
    {
      term: t('overview.agreement'),
      fact: agreement.signed ? (
        <StatusWord tone="good">
          {agreement.agreedOn
            ? t('overview.agreementOn', { date: date(agreement.agreedOn) })
            : t('overview.agreementSigned')}
        </StatusWord>
      ) : (
        <StatusWord tone="waiting">{t('overview.agreementMissing')}</StatusWord>
      ),
    },
    ...(agreement.contact ? [{ term: t('overview.agreementContact'), fact: agreement.contact }] : []),
  ];
}
