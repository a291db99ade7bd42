import { jsonb, timestamptz } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';
import type { PlannedCustomer, PlannedPartner, PlannedPerson } from './demo-people-plan.ts';

export type SeedState = { readonly demo: boolean; readonly seeded: boolean; readonly accounts: boolean };

export const readSeedState = (): Statement<SeedState> =>
  statement(
    'seed.read_state',
    `select demo, seeded_at is not null as seeded, exists (select from kontor.account) as accounts
     from kontor.installation`,
  );

/** From here on the installation is a demo, also when the seed is cut off. */
export const markDemo = (): Statement =>
  statement('seed.mark_demo', 'update kontor.installation set demo = true where not demo');

export const markSeeded = (): Statement =>
  statement(
    'seed.mark_seeded',
    'update kontor.installation set seeded_at = clock_timestamp() where seeded_at is null',
  );

export const addInstallationAccount = (id: string, name: string): Statement =>
  statement(
    'seed.add_installation_account',
    `insert into kontor.account (id, kind, name, country, domain)
     select $1, 'installation', $2, 'DE', 'kontor.example'
     where not exists (select from kontor.account where kind = 'installation')`,
    [id, name],
  );

export const readInstallationAccount = (): Statement<{ readonly id: string }> =>
  statement('seed.read_installation_account', `select id from kontor.account where kind = 'installation'`);

export const addPartnerAccount = ({ id, facts }: PlannedPartner, createdAt: number): Statement =>
  statement(
    'seed.add_partner_account',
    `insert into kontor.account (id, kind, name, country, domain, mpn_id, sandbox, created_at, legal_name, vat_id, address,
       language, currency)
     values ($1, 'partner', $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12) on conflict do nothing`,
    [
      id,
      facts.name,
      facts.country,
      facts.domain,
      facts.mpnId,
      facts.sandbox,
      timestamptz(createdAt),
      facts.billed?.legalName ?? '',
      facts.billed?.vatId ?? '',
      JSON.stringify(facts.billed?.address ?? {}),
      facts.billed?.language ?? 'en',
      facts.billed?.currency ?? null,
    ],
  );

/** A sandbox account of a partner's; its clock begins at real time. */
export const addSandboxAccount = (
  { id, facts }: PlannedPartner,
  parentId: string,
  createdAt: number,
): Statement =>
  statement(
    'seed.add_sandbox_account',
    `insert into kontor.account (id, kind, name, country, domain, mpn_id, sandbox, parent_account_id, created_at)
     values ($1, 'partner', $2, $3, $4, $5, true, $6, $7)`,
    [id, facts.name, facts.country, facts.domain, facts.mpnId, parentId, timestamptz(createdAt)],
  );

export const addApplication = (
  partner: PlannedPartner,
  secretHash: Buffer,
  scopes: readonly string[],
): Statement =>
  statement(
    'seed.add_application',
    `insert into kontor.application (account_id, client_id, name, secret_hash, scopes)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [partner.id, partner.clientId, `${partner.facts.name} integration`, secretHash, scopes],
  );

export const addCreditLimits = (accountId: string, limitMinor: bigint): Statement =>
  statement(
    'seed.add_credit_limits',
    `insert into kontor.credit_limit (account_id, currency, limit_minor)
     select $1, code, $2 from (select distinct code from kontor.currency) c on conflict do nothing`,
    [accountId, limitMinor],
  );

export const addCustomers = (customers: readonly PlannedCustomer[], createdAt: number): Statement =>
  statement(
    'seed.add_customers',
    `insert into kontor.customer (account_id, id, name, domain, market, email, language, culture, address, created_at)
     select c."accountId", c.id, c.name, c.domain, c.market, c.email, split_part(m.culture, '-', 1), m.culture,
       c.address, $2
     from jsonb_to_recordset($1::jsonb) as c("accountId" uuid, id uuid, name text, domain text, market text,
       email text, address jsonb)
     cross join lateral (select locales[1] as culture from kontor.market where code = c.market
       order by effective_from desc limit 1) m
     on conflict do nothing`,
    [
      jsonb(
        customers.map((customer) => ({
          accountId: customer.accountId,
          id: customer.id,
          name: customer.name,
          domain: customer.domain,
          market: customer.market,
          email: customer.admin.email,
          address: {
            country: customer.market,
            city: customer.city,
            addressLine1: 'Main Street 1',
            postalCode: '10001',
            firstName: customer.contact[0],
            lastName: customer.contact[1],
          },
        })),
      ),
      timestamptz(createdAt),
    ],
  );

export type PlannedAgreement = {
  readonly id: string;
  readonly customer: PlannedCustomer;
  readonly agreedOn: string;
};

// The template that published samples name.
const agreementTemplate = '117a77b0-9360-443b-8795-c6dedc750cf9';

export const addAgreements = (agreements: readonly PlannedAgreement[]): Statement =>
  statement(
    'seed.add_agreements',
    `insert into kontor.customer_agreement (account_id, customer_id, id, template_id, type, agreed_on, contact)
     select "accountId", "customerId", id, $2, 'MicrosoftCustomerAgreement', "agreedOn", contact
     from jsonb_to_recordset($1::jsonb)
       as a("accountId" uuid, "customerId" uuid, id uuid, "agreedOn" date, contact jsonb)
     on conflict do nothing`,
    [
      jsonb(
        agreements.map(({ id, customer, agreedOn }) => ({
          accountId: customer.accountId,
          customerId: customer.id,
          id,
          agreedOn,
          contact: {
            firstName: customer.contact[0],
            lastName: customer.contact[1],
            email: customer.admin.email,
            phoneNumber: '5550100',
          },
        })),
      ),
      agreementTemplate,
    ],
  );

export type SealedPerson = PlannedPerson & {
  readonly passwordHash: string;
  readonly totpCiphertext: Buffer;
  readonly dataKeyId: number;
};

export const addPerson = (person: SealedPerson): Statement =>
  statement(
    'seed.add_person',
    `insert into kontor.person (account_id, id, customer_id, kind, email, display_name, password_hash,
       totp_ciphertext, data_key_id, roles)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
    [
      person.accountId,
      person.id,
      person.customerId,
      person.kind,
      person.email,
      person.name,
      person.passwordHash,
      person.totpCiphertext,
      person.dataKeyId,
      person.roles,
    ],
  );

/** How much of the catalogue an earlier seed that was cut off has brought in. */
export const countPriceSheets = (importedBy: string): Statement<{ readonly count: bigint }> =>
  statement(
    'seed.count_price_sheets',
    'select count(*) as count from kontor.price_sheet where imported_by = $1',
    [importedBy],
  );

export type PoolNeed = {
  readonly product_id: string;
  readonly sku_id: string;
  readonly key_format: 'digits_32' | 'mak_5x5';
  readonly key_group: string;
  readonly stock: bigint;
};

/** Every key group that is sold from a pool, with what it holds. */
export const readPools = (): Statement<PoolNeed> =>
  statement(
    'seed.read_pools',
    `select s.product_id, s.id as sku_id, s.key_format, g as key_group,
       (select count(*) from kontor.licence_key k where k.product_id = s.product_id and k.sku_id = s.id
          and k.key_group = g and k.entitlement_id is null) as stock
     from kontor.sku s cross join lateral unnest(s.key_groups) g where s.key_source = 'pool'
     order by s.product_id, s.id, g`,
  );

export type DeliverableSku = {
  readonly product_id: string;
  readonly sku_id: string;
  readonly title: string;
  readonly key_groups: readonly string[];
  readonly artifacts: bigint;
};

export const readDeliverableSkus = (): Statement<DeliverableSku> =>
  statement(
    'seed.read_deliverable_skus',
    `select s.product_id, s.id as sku_id, p.title, s.key_groups,
       (select count(*) from kontor.artifact a where a.product_id = s.product_id and a.sku_id = s.id) as artifacts
     from kontor.sku s join kontor.product p on p.id = s.product_id
     where p.family in ('software_subscription', 'perpetual_software', 'software_plan')
     order by s.product_id, s.id`,
  );

/** SQL Server works where there is no network: each of its SKUs has licence files, on two devices a unit. */
export const offerDemoLicences = (): Statement =>
  statement(
    'seed.offer_licences',
    `with offered as (
       update kontor.sku s set key_rule = 'activations', key_activations = 2 from kontor.product p
       where p.id = s.product_id and p.title like 'SQL Server%' and p.family in ('software_subscription', 'perpetual_software')
       returning s.product_id, s.id)
     insert into kontor.sku_offline_licence (product_id, sku_id, offered, set_at)
     select product_id, id, true, now() from offered on conflict do nothing`,
  );

export type DemoOffer = {
  readonly product_id: string;
  readonly sku_id: string;
  readonly availability_id: string;
  readonly family: string;
  readonly term_duration: string;
};

/** What can be bought once in a market, commercially: the demo's orders are made of it. */
export const readDemoOffers = (market: string): Statement<DemoOffer> =>
  statement(
    'seed.read_offers',
    `select distinct a.product_id, a.sku_id, a.id as availability_id, p.family, pr.term_duration
     from kontor.availability a join kontor.product p on p.id = a.product_id
     join kontor.price pr on pr.product_id = a.product_id and pr.sku_id = a.sku_id and pr.availability_id = a.id
     where a.market = $1 and a.segment = 'commercial' and pr.billing_cycle = 'one_time'
       and p.family in ('software_subscription', 'perpetual_software', 'software_plan')
     order by a.product_id, a.sku_id`,
    [market],
  );

/** The customers that an earlier seed, cut off, has sold to. */
export const readServedCustomers = (accountId: string): Statement<{ readonly customer_id: string }> =>
  statement(
    'seed.read_served_customers',
    'select distinct customer_id from kontor.purchase_order where account_id = $1',
    [accountId],
  );

export const markDisputed = (accountId: string, orderId: string): Statement =>
  statement(
    'seed.mark_disputed',
    'update kontor.purchase_order set dispute_unpaid = true where account_id = $1 and id = $2',
    [accountId, orderId],
  );

export const addReviewRule = (rule: {
  readonly id: string;
  readonly kind: string;
  readonly amountMinor: bigint | null;
  readonly currency: string | null;
  readonly orderIds: readonly string[];
}): Statement =>
  statement(
    'seed.add_review_rule',
    `insert into kontor.review_rule (id, kind, amount_minor, currency, order_ids)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [rule.id, rule.kind, rule.amountMinor, rule.currency, rule.orderIds],
  );

/** Who issues the documents, as printed on them; what an operator has set stays. */
export const setIssuer = (issuer: Readonly<Record<string, unknown>>): Statement => ({
  name: 'seed.set_issuer',
  text: `update kontor.installation set issuer = $1::jsonb where issuer = '{}'`,
  values: [JSON.stringify(issuer)],
});

export const countPayments = (accountId: string): Statement<{ readonly count: number }> => ({
  name: 'seed.count_payments',
  text: `select count(*)::integer as count from kontor.payment where account_id = $1`,
  values: [accountId],
});
