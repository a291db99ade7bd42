import * as contract from '@kontor/contract/sandboxes';
import { formatInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { limitFrom, openCursor, sealCursor } from '../platform/http/cursor.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { createSandbox, type NewSandbox } from './create-sandbox.ts';
import { deleteSandbox } from './delete-sandbox.ts';
import { listSandboxes, type SandboxListing, type SandboxPage } from './list-sandboxes.ts';
import type { PlanSandbox, SandboxPerson } from './sandbox-entry.ts';

const list = 'sandboxes';

/** A partner's sandbox accounts. `plan` says who is in a new one. */
export const registerSandboxAccounts = (
  app: FastifyInstance,
  surface: KontorSurface,
  plan: PlanSandbox,
): void => {
  registerKontor(app, surface, contract.createSandbox, {
    run: (ctx, { body }) => createSandbox(ctx, body, plan),
    view: viewOfNew,
  });
  registerKontor(app, surface, contract.listSandboxes, {
    run: async (ctx, { query }) => {
      const limit = limitFrom(query.limit);
      if (!limit.accepted) return limit;
      const cursor = openCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, query.cursor);
      if (!cursor.accepted) return cursor;
      return listSandboxes(ctx, { after: cursor.value?.[0] ?? null, limit: limit.value });
    },
    view: ({ items, last }: SandboxPage, ctx) => ({
      items: items.map(viewOfListing),
      next:
        last === null ? null : sealCursor(ctx.vault, { accountId: ctx.principal.accountId, list }, [last]),
    }),
  });
  registerKontor(app, surface, contract.deleteSandbox, {
    run: (ctx, { params }) => deleteSandbox(ctx, params.sandboxId),
    view: () => undefined,
  });
};

const viewOfPerson = (person: SandboxPerson) => ({ ...person, roles: [...person.roles] });

const viewOfNew = (sandbox: NewSandbox) => ({
  ...sandbox,
  sandbox: true as const,
  users: sandbox.users.map(viewOfPerson),
  customers: sandbox.customers.map(({ admin, member, ...customer }) => ({
    ...customer,
    admin: viewOfPerson(admin),
    member: viewOfPerson(member),
  })),
});

const viewOfListing = (row: SandboxListing) => ({
  id: row.id,
  name: row.name,
  country: row.country,
  domain: row.domain,
  customers: Number(row.customers),
  createdAt: formatInstant(row.created_at),
  now: formatInstant(row.now),
  busy: row.busy,
});
