import { accepted, refused } from '@kontor/domain/decision';
import { parseAccountId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { instant } from '@kontor/domain/time';
import { query } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { actAsOperator } from './act-as-operator.ts';
import { currenciesOf, type PartnerBody, readPartnerBody } from './partner-input.ts';
import {
  type PartnerRow,
  readPartner,
  readPartnerNames,
  setCreditLimits,
  updatePartner as update,
} from './partner-store.ts';
import { readAs } from './read-as.ts';

export type PartnerChange = PartnerBody & { readonly suspended?: boolean | undefined };

/** Changes what is known of a partner; what is left out stays, whoever else changes it at the same time. */
export const updatePartner = (ctx: RequestContext, partnerId: string, body: PartnerChange) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'partners.manage', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const { system } = ctx.pools;
    const id = parseAccountId(partnerId);
    const [before] = id === undefined ? [] : await query(system, noTenant, readPartner(id));
    if (id === undefined || !before) return refused({ code: 'partner.not_found' });
    const country = body.country?.toUpperCase() ?? before.country;
    const asked = readPartnerNames(country, null, currenciesOf(body));
    const [names] = await query(system, noTenant, asked);
    invariant(names, 'names are read as one row');
    const draft = readPartnerBody(body, country, names);
    if (!draft.accepted) return draft;
    const { facts, limits } = draft.value;
    const now = instant(ctx.realNow() + Number(before.clock_offset_ms));
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [
          update(id, facts, { suspended: body.suspended ?? null, at: caller.now }),
          ...(limits.length > 0 ? [setCreditLimits(id, limits)] : []),
        ],
        activity: [
          {
            action: 'update_partner',
            resourceId: id,
            oldValue: factsOf(before),
            newValue: { ...factsOf(before), ...body },
            details: { ...body },
          },
        ],
        events: [
          {
            type: 'partner.changed',
            aggregateType: 'partner',
            aggregateId: id,
            data: { fields: Object.keys(body) },
          },
        ],
      },
      undefined,
      { accountId: id, now },
    );
    if (!done.accepted) return done;
    const [after] = await query(system, noTenant, readPartner(id));
    return after ? accepted(after) : refused({ code: 'partner.not_found' });
  });

const factsOf = (row: PartnerRow) => ({
  name: row.name,
  country: row.country,
  domain: row.domain,
  currency: row.currency,
  legalName: row.legal_name,
  vatId: row.vat_id,
  language: row.language,
  paymentTermsDays: row.payment_terms_days,
  paymentMode: row.payment_mode,
  suspended: row.suspended_at !== null,
  creditLimits: row.credit_limits,
});
