import { accepted, refused } from '@kontor/domain/decision';
import { instant } from '@kontor/domain/time';
import { profileOperations as wire } from '@kontor/wire/profile-operations';
import type { FastifyInstance } from 'fastify';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { customerIdFrom, uuidFrom } from '../platform/http/path-ids.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { readCloudSubscriptions } from '../reservations/cloud-subscription-store.ts';
import type { MfaCounter } from './count-mfa.ts';
import {
  readCosts,
  readLicenceCounts,
  readMfaCounts,
  readMfaGaps,
  readUsedCustomer,
  readUsedCustomers,
  type UsedCustomerRow,
  writeBudget,
} from './usage-store.ts';
import {
  budgetWire,
  type Costs,
  costLineWire,
  costsInOneCurrency,
  customerUsageWire,
  deploymentWire,
  licenceUsageWire,
  mfaAdoptionWire,
  mfaGapWire,
  monthOf,
  serviceCostsWire,
  usageWire,
} from './usage-wire.ts';

type Params = Readonly<Record<string, string>>;

const collection = (items: readonly unknown[]) => ({
  totalCount: items.length,
  items,
  attributes: { objectType: 'Collection' },
});

const customerUsage = async (ctx: RequestContext, params: Params) => {
  const customerId = customerIdFrom(params.customer);
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'usage.read', customerId, [
    readUsedCustomer(accountId, customerId),
    readCloudSubscriptions(accountId, customerId),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row], clouds] = rows;
  return row ? accepted({ row, clouds, now: caller.now }) : refused({ code: 'customer.not_found' as const });
};

const cloudUsage = async (ctx: RequestContext, params: Params) => {
  const found = await customerUsage(ctx, params);
  if (!found.accepted) return found;
  const { row, clouds, now } = found.value;
  const cloud = clouds.find(({ id }) => id === uuidFrom(params.subscription));
  return cloud ? accepted({ cloud, row, now }) : refused({ code: 'subscription.not_found' as const });
};

const patchBudget = async (ctx: RequestContext, params: Params, amount: number) => {
  const customerId = customerIdFrom(params.customer);
  const { accountId } = ctx.principal;
  const read = await readAs(ctx, 'budgets.edit', customerId, [readUsedCustomer(accountId, customerId)]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[row]] = rows;
  if (!row) return refused({ code: 'customer.not_found' as const });
  const budget = amount.toFixed(2);
  const value: UsedCustomerRow = { ...row, budget };
  const done = await act(
    ctx,
    caller,
    {
      writes: [writeBudget(accountId, customerId, budget)],
      activity: [
        {
          action: 'increase_spending_limit',
          resourceId: customerId,
          oldValue: { amount: row.budget },
          newValue: { amount: budget },
        },
      ],
      events: [
        {
          type: 'customer.budget_changed',
          aggregateType: 'customer',
          aggregateId: customerId,
          data: { customerId, amount: budget },
        },
      ],
    },
    value,
  );
  return done.accepted ? accepted(value) : done;
};

/** Of the last month that is over, as the service's most recent costs are. */
const costs = async (ctx: RequestContext, params: Params) => {
  const customerId = customerIdFrom(params.customer);
  const { accountId } = ctx.principal;
  const self = await readAs(ctx, 'usage.read', customerId, []);
  if (!self.accepted) return self;
  const { from, to } = monthOf(self.value.caller.now, -1);
  const read = await readAs(ctx, 'usage.read', customerId, [
    readUsedCustomer(accountId, customerId),
    readCosts(accountId, customerId, instant(from), instant(to)),
  ]);
  if (!read.accepted) return read;
  const [[row], all] = read.value.rows;
  return accepted<Costs>({ customerId, from, to, ...costsInOneCurrency(all, row?.currency ?? 'USD') });
};

const licences = async (ctx: RequestContext, params: Params) => {
  const customerId = params.customer === undefined ? undefined : customerIdFrom(params.customer);
  const read = await readAs(ctx, 'customer_profiles.read', customerId, [
    readLicenceCounts(ctx.principal.accountId, customerId ?? null, ctx.realNow()),
  ]);
  return read.accepted ? accepted({ rows: read.value.rows[0], now: read.value.caller.now }) : read;
};

export const registerUsageWire = (app: FastifyInstance, surface: WireSurface, counter?: MfaCounter): void => {
  registerUsage(app, surface);
  registerCosts(app, surface);
  registerInsights(app, surface);
  registerMfa(app, surface, counter);
};

const registerUsage = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.getPartnerUsage, {
    run: (ctx) => readAs(ctx, 'usage.read', undefined, []),
    view: ({ caller }) =>
      usageWire(
        { resourceId: caller.accountId, resourceName: caller.account.name, currency: 'USD' },
        caller.now,
        'PartnerUsageSummary',
      ),
  });
  registerWire(app, surface, wire.listCustomerUsages, {
    run: (ctx) => readAs(ctx, 'usage.read', undefined, [readUsedCustomers(ctx.principal.accountId)]),
    view: ({ caller, rows }) =>
      collection(rows[0].map((row) => customerUsageWire(row, caller.now, 'CustomerMonthlyUsageRecord'))),
  });
  registerWire(app, surface, wire.getCustomerUsage, {
    run: (ctx, { params }) => customerUsage(ctx, params),
    view: ({ row, now }) => customerUsageWire(row, now, 'CustomerUsageSummary'),
  });
  registerWire(app, surface, wire.listSubscriptionUsages, {
    run: (ctx, { params }) => customerUsage(ctx, params),
    view: ({ row, clouds, now }) =>
      collection(
        clouds.map(({ id, name }) =>
          usageWire(
            { resourceId: id, resourceName: name, currency: row.currency },
            now,
            'SubscriptionMonthlyUsageRecord',
          ),
        ),
      ),
  });
  registerWire(app, surface, wire.getSubscriptionUsage, {
    run: (ctx, { params }) => cloudUsage(ctx, params),
    view: ({ cloud, row, now }) =>
      usageWire(
        { resourceId: cloud.id, resourceName: cloud.name, currency: row.currency },
        now,
        'SubscriptionUsageSummary',
      ),
  });
  // Nothing is metered here, so that no resource and no meter has a record.
  for (const operation of [wire.listResourceUsages, wire.listMeterUsages])
    registerWire(app, surface, operation, {
      run: (ctx, { params }) => cloudUsage(ctx, params),
      view: () => collection([]),
    });
  registerWire(app, surface, wire.getUsageBudget, {
    run: (ctx, { params }) => customerUsage(ctx, params),
    view: ({ row }) => budgetWire(row),
  });
  registerWire(app, surface, wire.patchUsageBudget, {
    run: (ctx, { params, body }) => patchBudget(ctx, params, body.amount),
    view: budgetWire,
  });
};

const registerCosts = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.getServiceCosts, {
    run: (ctx, { params }) => costs(ctx, params),
    view: serviceCostsWire,
  });
  registerWire(app, surface, wire.listServiceCostLines, {
    run: (ctx, { params }) => costs(ctx, params),
    view: ({ rows, customerId }) => collection(rows.map((row) => costLineWire(row, customerId))),
  });
};

const registerInsights = (app: FastifyInstance, surface: WireSurface): void => {
  for (const operation of [wire.listLicenceDeployment, wire.listCustomerLicenceDeployment])
    registerWire(app, surface, operation, {
      run: (ctx, { params }) => licences(ctx, params),
      view: ({ rows, now }, _ctx, { params }) =>
        collection(rows.map((row) => deploymentWire(row, now, params.customer !== undefined))),
    });
  for (const operation of [wire.listLicenceUsage, wire.listCustomerLicenceUsage])
    registerWire(app, surface, operation, {
      run: (ctx, { params }) => licences(ctx, params),
      view: ({ rows, now }, _ctx, { params }) =>
        collection(rows.map((row) => licenceUsageWire(row, now, params.customer !== undefined))),
    });
};

const registerMfa = (app: FastifyInstance, surface: WireSurface, counter: MfaCounter | undefined): void => {
  registerWire(app, surface, wire.listMfaGaps, {
    run: async (ctx) => {
      await counter?.flush();
      return readAs(ctx, 'mfa_status.read', undefined, [readMfaGaps(ctx.principal.accountId)]);
    },
    view: ({ caller, rows }) => collection(rows[0].map((row) => mfaGapWire(row, caller.accountId))),
  });
  registerWire(app, surface, wire.listMfaAdoption, {
    run: async (ctx) => {
      await counter?.flush();
      return readAs(ctx, 'mfa_status.read', undefined, [readMfaCounts(ctx.principal.accountId)]);
    },
    // A bare list: so the service has it (reference 1.5).
    view: ({ rows }) => rows[0].map(mfaAdoptionWire),
  });
};
