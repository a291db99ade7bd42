import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { parseChargeId } from '@kontor/domain/ids';
import { instant } from '@kontor/domain/time';
import { operations as wire } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import { oneTimeLine } from '../documents/one-time-line.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { Position } from '../platform/http/cursor.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { readSeek, seekCollection } from '../wire/seek-page.ts';
import { kindOf, plain } from './line-query.ts';
import { listUnbilled, type UnbilledList, type UnbilledQuery } from './list-unbilled.ts';
import { currencyOf, unbilledLine } from './unbilled-line.ts';

const sizes = { usual: 2000, most: 2000 };

const placeOf = (ctx: RequestContext) => ({
  accountId: ctx.principal.accountId,
  list: 'wire.unbilled_lines',
});

export const registerBillingWire = (app: FastifyInstance, surface: WireSurface): void => {
  registerWire(app, surface, wire.listUnbilledLines, {
    run: async (ctx, input) => {
      const seek = readSeek(ctx.vault, placeOf(ctx), input, sizes);
      if (!seek.accepted) return seek;
      const asked = queryFrom(input.query);
      if (!asked.accepted) return asked;
      return listUnbilled(ctx, {
        ...asked.value,
        after: afterOf(seek.value.after),
        limit: seek.value.size,
      });
    },
    view: ({ lines, last, total }: UnbilledList, ctx, { query }) =>
      seekCollection(ctx.vault, placeOf(ctx), {
        items: lines.map((row) =>
          oneTimeLine(unbilledLine(row), {
            number: '',
            currency: currencyOf(row.currency),
            partnerId: ctx.principal.accountId,
            mpnId: row.mpn_id,
          }),
        ),
        totalCount: total,
        path: '/invoices/unbilled/lineitems',
        query: {
          provider: query.provider,
          invoicelineitemtype: query.invoicelineitemtype,
          currencycode: query.currencycode,
          period: query.period,
          size: query.size,
        },
        next: last === null ? null : [String(last.at), last.id],
      }),
  });
};

const afterOf = (position: Position | null): UnbilledQuery['after'] => {
  const [at = '', text = ''] = position ?? [];
  const id = parseChargeId(text);
  return id === undefined ? null : { at: instant(Number(at)), id };
};

type Asked = Omit<UnbilledQuery, 'after' | 'limit'>;
type QueryRefusal = {
  readonly code: 'request.invalid';
  readonly errors: readonly { readonly path: string; readonly message: string }[];
};

const queryFrom = (query: Readonly<Record<string, string>>): Decision<Asked, QueryRefusal> => {
  const kind = kindOf(query.provider, query.invoicelineitemtype);
  const month = plain(query.period, 'current');
  const errors = [
    ...kind.errors,
    ...(month === 'current' || month === 'previous'
      ? []
      : [{ path: 'period', message: 'must be current or previous' }]),
    ...(query.currencycode ? [] : [{ path: 'currencycode', message: 'is required' }]),
  ];
  if (errors.length > 0) return refused({ code: 'request.invalid', errors });
  return accepted({
    currency: query.currencycode ?? '',
    month: month === 'previous' ? 'previous' : 'current',
    ofAnotherKind: !kind.ours,
  });
};
