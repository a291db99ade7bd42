import { createHash, createHmac, randomBytes } from 'node:crypto';
import { partnerRoles } from '@kontor/domain/access/roles';
import { formatInstant, type Instant, instant } from '@kontor/domain/time';
import type { Services } from '../platform/http/context.ts';
import { issueRefreshTokens } from '../platform/identity/refresh-tokens.ts';
import { newUuid, randomHex } from '../platform/new-id.ts';
import type { PlanSandbox, SandboxPlan, SandboxWish } from '../sandbox/sandbox-entry.ts';
import type { ParentAccount } from '../sandbox/sandbox-store.ts';
import { sandboxCustomers } from './demo-companies.ts';
import { partnerEntryOf } from './demo-file.ts';
import { type PlannedPartner, type PlanSource, planPartner } from './demo-people-plan.ts';
import { requestOf } from './refresh-token-request.ts';
import { placeSandboxOrders } from './sandbox-orders.ts';
import { accountStatements, peopleOf, sealPerson } from './seed-people.ts';
import { addAgreements, addCustomers, addPerson, addSandboxAccount } from './seed-store.ts';

const beganDaysAgo = 200;

/** A sandbox account with a user a role and, when seeded, customers in markets that differ in tax and currency. */
export const planSandbox: PlanSandbox = async (services, parent, wish): Promise<SandboxPlan> => {
  const now = services.realNow();
  const source = secretsOf(randomBytes(32));
  const partner = planPartner(source, newUuid(), factsOf(parent, wish));
  // Hashing passwords is most of the work; other threads do it.
  const people = await Promise.all(peopleOf(partner).map((person) => sealPerson(services, person)));
  return {
    id: partner.id,
    writes: [
      addSandboxAccount(partner, parent.id, now),
      ...accountStatements(partner),
      ...customerStatements(source, partner, now),
      ...people.map(addPerson),
    ],
    placeOrders: async () => (wish.seed ? placeSandboxOrders(services, partner, now) : 0),
    entry: async () => partnerEntryOf(partner, await issueTokens(services, partner)),
  };
};

/** Everything follows from a root that is nowhere kept: nobody comes to these secrets again. */
function secretsOf(root: Buffer): PlanSource {
  const secret = (purpose: string) => createHmac('sha256', root).update(purpose).digest();
  return {
    secret,
    id: (name) => {
      const hex = createHash('sha256')
        .update(secret(`id ${name}`))
        .digest('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    passwordPrefix: 'Trial',
  };
}

function factsOf({ country, domain, mpn_id: mpnId }: ParentAccount, { name, seed }: SandboxWish) {
  // E-mail addresses are unique in an installation, and a sandbox account's name need not be.
  const own = randomHex(10);
  return {
    name,
    country,
    domain: `${labelOf(name)}-${own}.sandbox.${domain}`,
    sandbox: true,
    mpnId,
    users: partnerRoles.map((role) => ({ name: `Trial ${role.replaceAll('_', ' ')}`, role })),
    customers: seed
      ? sandboxCustomers.map((customer) => ({ ...customer, label: `${customer.label}-${own}` }))
      : [],
  };
}

const longestLabel = 24;

/** The name as a part of a domain: "Test für Mai" becomes "test-fur-mai". */
function labelOf(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase();
  const label = plain
    .replace(/[^a-z0-9\s_-]/g, '')
    .replace(/[\s_-]+/g, '-')
    .slice(0, longestLabel);
  return label.replace(/^-|-$/g, '') || 'trial';
}

function customerStatements(source: PlanSource, { customers }: PlannedPartner, now: Instant) {
  if (customers.length === 0) return [];
  const began = instant(now - beganDaysAgo * 86_400_000);
  const agreedOn = formatInstant(began).slice(0, 10);
  return [
    addCustomers(customers, began),
    addAgreements(
      customers.map((customer) => ({ id: source.id(`agreement ${customer.domain}`), customer, agreedOn })),
    ),
  ];
}

async function issueTokens({ pools, realNow }: Services, partner: PlannedPartner) {
  const people = peopleOf(partner);
  const requests = people.map((person) => requestOf(person, partner.clientId));
  const tokens = await issueRefreshTokens({ system: pools.system, realNow }, requests);
  return new Map(people.map((person, index) => [person.id, tokens[index] ?? '']));
}
