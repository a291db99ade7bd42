import { createHash } from 'node:crypto';
import { formatInstant, type Instant, instant } from '@kontor/domain/time';
import { writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { hashPassword } from '../platform/identity/passwords.ts';
import { demoUuid } from './demo-ids.ts';
import type { DemoPlan, PlannedPartner, PlannedPerson } from './demo-people-plan.ts';
import {
  addAgreements,
  addApplication,
  addCreditLimits,
  addCustomers,
  addInstallationAccount,
  addPartnerAccount,
  addPerson,
  markDemo,
  type SealedPerson,
} from './seed-store.ts';

/** Every scope there is, so that scripts can try everything. */
const applicationScopes = ['audit.read', 'orders.cancel'];
/** Ten billion euros, dollars or thousand yen: nobody's trying reaches it. */
const ampleLimitMinor = 1_000_000_000_000n;
const beganDaysAgo = 500;

/** The accounts, applications, credit limits, and customers with their agreements. */
export async function seedAccounts({ pools }: Services, plan: DemoPlan, now: Instant): Promise<void> {
  const began = instant(now - beganDaysAgo * 86_400_000);
  const customers = plan.partners.flatMap((partner) => partner.customers);
  await writeBatch(pools.system, noTenant, [
    markDemo(),
    addInstallationAccount(plan.installationId, 'Kontor'),
    ...plan.partners.flatMap((partner) => [addPartnerAccount(partner, began), ...accountStatements(partner)]),
    addCustomers(customers, began),
    addAgreements(
      customers.map((customer) => ({
        id: demoUuid(`agreement ${customer.domain}`),
        customer,
        agreedOn: formatInstant(began).slice(0, 10),
      })),
    ),
  ]);
}

/** Everyone who signs in. Hashing their passwords is most of the work, and other threads do it. */
export async function seedPeople(services: Services, plan: DemoPlan): Promise<void> {
  const people = await Promise.all(everyone(plan).map((person) => sealPerson(services, person)));
  await writeBatch(services.pools.system, noTenant, people.map(addPerson));
}

export function everyone(plan: DemoPlan): PlannedPerson[] {
  return [plan.operator, ...plan.partners.flatMap(peopleOf)];
}

export function peopleOf({ users, customers }: PlannedPartner): PlannedPerson[] {
  return [...users, ...customers.flatMap(({ admin, member }) => [admin, member])];
}

/** What a partner account has besides itself. */
export function accountStatements(partner: PlannedPartner) {
  const secretHash = createHash('sha256').update(partner.clientSecret).digest();
  return [
    addApplication(partner, secretHash, applicationScopes),
    addCreditLimits(partner.id, ampleLimitMinor),
  ];
}

/** With the password hashed and the secret of the second factor sealed. */
export async function sealPerson({ vault }: Services, person: PlannedPerson): Promise<SealedPerson> {
  const passwordHash = await hashPassword(person.password);
  const place = { table: 'person', row: person.id, tenant: person.accountId };
  const { ciphertext, dataKeyId } = vault.seal(place, person.totpSecret);
  return { ...person, passwordHash, totpCiphertext: ciphertext, dataKeyId };
}
