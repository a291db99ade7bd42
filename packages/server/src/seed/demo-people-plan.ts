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
  const source: PlanSource = {
    id: demoUuid,
    secret: (purpose) => vault.lookupHash(`demo ${purpose}`),
    passwordPrefix: 'Demo',
  };
  const installationId = demoUuid('installation');
  const operator = planPerson(source, {
    accountId: installationId,
    customerId: null,
    kind: 'operator',
    email: demoOperator.email,
    name: demoOperator.name,
    roles: ['operator'],
  });
  const partners = demoPartners.map((facts) =>
    planPartner(source, demoUuid(`account ${facts.domain}`), facts),
  );
  return { installationId, operator, partners };
}

/** Where ids and secrets come from: the same for the same name, within one demo or one sandbox account. */
export type PlanSource = {
  readonly id: (name: string) => string;
  readonly secret: (purpose: string) => Buffer;
  readonly passwordPrefix: string;
};

function planPerson(
  { id, secret, passwordPrefix }: PlanSource,
  facts: Omit<PlannedPerson, 'id' | 'password' | 'totpSecret'>,
): PlannedPerson {
  const password = secret(`password ${facts.email}`).toString('base64url').slice(0, 16);
  return {
    ...facts,
    id: id(`person ${facts.email}`),
    password: `${passwordPrefix}-${password}`,
    totpSecret: base32(secret(`totp ${facts.email}`).subarray(0, 20)),
  };
}

/** A partner with its users, customers and application. */
export function planPartner(source: PlanSource, accountId: string, facts: DemoPartner): PlannedPartner {
  const users = facts.users.map(({ name, role }) =>
    planPerson(source, {
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
    clientId: source.id(`application ${facts.domain}`),
    clientSecret: source.secret(`application ${facts.domain}`).toString('base64url'),
    users,
    customers: facts.customers.map((customer) => planCustomer(source, accountId, customer)),
  };
}

function planCustomer(source: PlanSource, accountId: string, facts: DemoCustomer): PlannedCustomer {
  const domain = `${facts.label}.example`;
  const id = source.id(`customer ${domain}`);
  const [firstName, lastName] = facts.contact;
  const member = (local: string, name: string, role: string) =>
    planPerson(source, {
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
