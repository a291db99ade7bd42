import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoPlan, PlannedPartner, PlannedPerson } from './demo-people-plan.ts';

export type DemoFilePerson = {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly totpSecret: string;
  readonly roles: readonly string[];
  readonly refreshToken: string;
};

/** demo.json, as scripts and newcomers rely on it. */
export type DemoFile = {
  readonly baseUrl: string;
  readonly operator: DemoFilePerson;
  readonly partners: readonly {
    readonly id: string;
    readonly name: string;
    readonly country: string;
    readonly domain: string;
    readonly sandbox: boolean;
    readonly app: { readonly clientId: string; readonly clientSecret: string };
    readonly users: readonly DemoFilePerson[];
    readonly customers: readonly {
      readonly id: string;
      readonly name: string;
      readonly domain: string;
      readonly country: string;
      readonly admin: DemoFilePerson;
      readonly member: DemoFilePerson;
    }[];
  }[];
};

/** The plan as demo.json. `tokens` holds a refresh token for the id of every person. */
export function demoFileOf(plan: DemoPlan, baseUrl: string, tokens: ReadonlyMap<string, string>): DemoFile {
  return {
    baseUrl,
    operator: personOf(plan.operator, tokens),
    partners: plan.partners.map((partner) => partnerEntryOf(partner, tokens)),
  };
}

/** A partner with all its secrets, as demo.json and a new sandbox account's answer have it. */
export function partnerEntryOf(
  { id, facts, clientId, clientSecret, users, customers }: PlannedPartner,
  tokens: ReadonlyMap<string, string>,
): DemoFile['partners'][number] {
  const person = (planned: PlannedPerson) => personOf(planned, tokens);
  return {
    id,
    name: facts.name,
    country: facts.country,
    domain: facts.domain,
    sandbox: facts.sandbox,
    app: { clientId, clientSecret },
    users: users.map(person),
    customers: customers.map((customer) => ({
      id: customer.id,
      name: customer.name,
      domain: customer.domain,
      country: customer.market,
      admin: person(customer.admin),
      member: person(customer.member),
    })),
  };
}

function personOf(
  { id, email, password, totpSecret, roles }: PlannedPerson,
  tokens: ReadonlyMap<string, string>,
): DemoFilePerson {
  return { id, email, password, totpSecret, roles, refreshToken: tokens.get(id) ?? '' };
}

const fileName = 'demo.json';

/** Writes the file for its owner only, whole or not at all. */
export async function writeDemoFile(dataDir: string, file: DemoFile): Promise<void> {
  const path = join(dataDir, fileName);
  const draft = `${path}.${process.pid}`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
}

/** The file of an earlier seed, or undefined where there is none. */
export async function readDemoFile(dataDir: string): Promise<DemoFile | undefined> {
  try {
    // Written by writeDemoFile and by nobody else.
    return JSON.parse(await readFile(join(dataDir, fileName), 'utf8')) as DemoFile;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
