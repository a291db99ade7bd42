import { partnerRoles } from '@kontor/domain/access/roles';
import type { Vault } from '../platform/keys/vault.ts';
import { type DemoCustomer, type DemoPartner, demoOperator, demoPartners } from './demo-companies.ts';
import { demoUuid } from './demo-ids.ts';

export type PlannedPerson = {
  readonly id: string;
  readonly accountId: string;
  readonly customerId: string | null;
  readonly kind: 'partner_user' | 'customer_user' | 'operator';
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly password: string;
  readonly totpSecret: string;
};

export type PlannedCustomer = DemoCustomer & {
  readonly id: string;
  readonly accountId: string;
  readonly domain: string;
  readonly admin: PlannedPerson;
  readonly member: PlannedPerson;
};

export type PlannedPartner = {
  readonly id: string;
  readonly facts: DemoPartner;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly users: readonly PlannedPerson[];
  readonly customers: readonly PlannedCustomer[];
};

export type DemoPlan = {
  readonly installationId: string;
  readonly operator: PlannedPerson;
  readonly partners: readonly PlannedPartner[];
};

/**
 * Who there is in the demo. Secrets are derived from the installation's own key: nobody else's demo has the same,
 * and a seed that was cut off and runs again comes to the same ones.
 */
export function planDemo(vault: Vault): DemoPlan {
  const secret = (purpose: string) => vault.lookupHash(`demo ${purpose}`);
  const person = (facts: Omit<PlannedPerson, 'id' | 'password' | 'totpSecret'>): PlannedPerson => ({
    ...facts,
    id: demoUuid(`person ${facts.email}`),
    password: `Demo-${secret(`password ${facts.email}`).toString('base64url').slice(0, 16)}`,
    totpSecret: base32(secret(`totp ${facts.email}`).subarray(0, 20)),
  });
  const installationId = demoUuid('installation');
  const operator = person({
    accountId: installationId,
    customerId: null,
    kind: 'operator',
    email: demoOperator.email,
    name: demoOperator.name,
    roles: ['operator'],
  });
  const partners = demoPartners.map((facts) => planPartner(facts, person, secret));
  return { installationId, operator, partners };
}

type MakePerson = (facts: Omit<PlannedPerson, 'id' | 'password' | 'totpSecret'>) => PlannedPerson;

function planPartner(
  facts: DemoPartner,
  person: MakePerson,
  secret: (purpose: string) => Buffer,
): PlannedPartner {
  const accountId = demoUuid(`account ${facts.domain}`);
  const users = facts.users.map(({ name, role }) =>
    person({
      accountId,
      customerId: null,
      kind: 'partner_user',
      email: `${role.replaceAll('_', '-')}@${facts.domain}`,
      name,
      roles: partnerRoles.filter((known) => known === role),
    }),
  );
  return {
    id: accountId,
    facts,
    clientId: demoUuid(`application ${facts.domain}`),
    clientSecret: secret(`application ${facts.domain}`).toString('base64url'),
    users,
    customers: facts.customers.map((customer) => planCustomer(accountId, customer, person)),
  };
}

function planCustomer(accountId: string, facts: DemoCustomer, person: MakePerson): PlannedCustomer {
  const domain = `${facts.label}.example`;
  const id = demoUuid(`customer ${domain}`);
  const [firstName, lastName] = facts.contact;
  const member = (local: string, name: string, role: string) =>
    person({
      accountId,
      customerId: id,
      kind: 'customer_user',
      email: `${local}@${domain}`,
      name,
      roles: [role],
    });
  return {
    ...facts,
    id,
    accountId,
    domain,
    admin: member('admin', `${firstName} ${lastName}`, 'global_administrator'),
    member: member('user', `${facts.name} user`, 'user'),
  };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 base32 of whole groups of five bytes, as authenticator apps read it. */
function base32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
}
