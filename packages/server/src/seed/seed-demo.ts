import { setTimeout as pause } from 'node:timers/promises';
import { invariant } from '@kontor/domain/invariant';
import { formatInstant } from '@kontor/domain/time';
import { recordAs } from '../catalog/import-record-store.ts';
import { query, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import { holdSessionLock } from '../platform/db/session-lock.ts';
import type { Services } from '../platform/http/context.ts';
import { anyApplication, issueRefreshTokens } from '../platform/identity/refresh-tokens.ts';
import type { Log } from '../platform/log.ts';
import { demoFileOf, writeDemoFile } from './demo-file.ts';
import { type DemoPlan, type PlannedPerson, planDemo } from './demo-people-plan.ts';
import { requestOf } from './refresh-token-request.ts';
import { seedCatalog } from './seed-catalog.ts';
import { seedInvoices } from './seed-invoices.ts';
import { seedOrders } from './seed-orders.ts';
import { everyone, seedAccounts, seedPeople } from './seed-people.ts';
import { seedReservations } from './seed-reservations.ts';
import { markSeeded, readInstallationAccount, readSeedState } from './seed-store.ts';
import { seedSupport } from './seed-support.ts';

export type SeedDemo = { readonly services: Services; readonly dataDir: string; readonly log: Log };

const seedLock = { space: 7_236_541, name: 'demo' };
const waitMs = 250;

/**
 * Makes the demo (product 12): people, catalogue, a year of orders, and demo.json when all of it is committed. A seed
 * that was cut off is taken up again at the next start and comes to the same end. Of several processes one makes it
 * and the others wait until it has.
 */
export async function seedDemo({ services, dataDir, log }: SeedDemo): Promise<void> {
  const { system } = services.pools;
  for (;;) {
    const lock = await holdSessionLock(system, seedLock);
    if (lock === undefined) {
      await pause(waitMs);
      continue;
    }
    try {
      const [state] = await query(system, noTenant, readSeedState());
      if (state?.seeded) return;
      const startedAt = performance.now();
      await makeDemo(services, dataDir);
      log.info({ durationMs: Math.round(performance.now() - startedAt) }, 'demo data made');
      return;
    } finally {
      await lock.release();
    }
  }
}

async function makeDemo(services: Services, dataDir: string): Promise<void> {
  const now = services.realNow();
  const plan = planDemo(services.vault);
  await seedAccounts(services, plan, now);
  const accountId = await installationAccount(services);
  const record = recordAs({ accountId, application: 'Kontor demo', now });
  const year = Number(formatInstant(now).slice(0, 4));
  await Promise.all([seedPeople(services, plan), seedCatalog(services, record, year)]);
  await seedOrders(services, plan, now);
  await seedReservations(services, plan, now);
  await seedSupport(services, plan, now);
  await seedInvoices(services, plan, now);
  const tokens = await issueTokens(services, plan);
  await writeDemoFile(dataDir, demoFileOf(plan, services.publicUrl, tokens));
  await writeBatch(services.pools.system, noTenant, [markSeeded()]);
}

async function installationAccount({ pools }: Services): Promise<string> {
  const [account] = await query(pools.system, noTenant, readInstallationAccount());
  invariant(account !== undefined, 'the demo has made the installation’s account');
  return account.id;
}

async function issueTokens({ pools, realNow }: Services, plan: DemoPlan): Promise<Map<string, string>> {
  const clients = new Map(plan.partners.map(({ id, clientId }) => [id, clientId]));
  const people = everyone(plan);
  // Customers and the operator have no application of their own.
  const clientOf = ({ kind, accountId }: PlannedPerson) =>
    kind === 'partner_user' ? (clients.get(accountId) ?? anyApplication) : anyApplication;
  const requests = people.map((person) => requestOf(person, clientOf(person)));
  const tokens = await issueRefreshTokens({ system: pools.system, realNow }, requests);
  return new Map(people.map((person, index) => [person.id, tokens[index] ?? '']));
}
