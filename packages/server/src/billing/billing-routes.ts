import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { parseChargeId } from '@kontor/domain/ids';
import { instant } from '@kontor/domain/time';
import { operations as wire } from '@kontor/wire/operations';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../platform/http/context.ts';
import type { Position } from '../platform/http/cursor.ts';
import { registerWire, type WireSurface } from '../platform/http/register-wire.ts';
import { readSeek, seekCollection } from '../wire/seek-page.ts';
import { lineItem } from './line-item-wire.ts';
import { listUnbilled, type UnbilledList, type UnbilledQuery } from './list-unbilled.ts';

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
        items: lines.map((row) => lineItem(row, ctx.principal.accountId)),
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

// Everything of ours is billed the one-time way, and nothing by usage (reference 10).
const providers: Readonly<Record<string, 'ours' | 'theirs'>> = {
  onetime: 'ours',
  all: 'ours',
  office: 'theirs',
  azure: 'theirs',
  marketplace: 'theirs',
};
const lineTypes: Readonly<Record<string, 'ours' | 'theirs'>> = {
  billinglineitems: 'ours',
  usagelineitems: 'theirs',
};

const plain = (text: string | undefined, usual: string): string =>
  (text ?? usual).toLowerCase().replaceAll('_', '');

const queryFrom = (query: Readonly<Record<string, string>>): Decision<Asked, QueryRefusal> => {
  const provider = providers[plain(query.provider, 'onetime')];
  const type = lineTypes[plain(query.invoicelineitemtype, 'billinglineitems')];
  const month = plain(query.period, 'current');
  const errors = [
    ...(provider
      ? []
      : [{ path: 'provider', message: `must be one of ${Object.keys(providers).join(', ')}` }]),
    ...(type
      ? []
      : [{ path: 'invoicelineitemtype', message: `must be one of ${Object.keys(lineTypes).join(', ')}` }]),
    ...(month === 'current' || month === 'previous'
      ? []
      : [{ path: 'period', message: 'must be current or previous' }]),
    ...(query.currencycode ? [] : [{ path: 'currencycode', message: 'is required' }]),
  ];
  if (errors.length > 0) return refused({ code: 'request.invalid', errors });
  return accepted({
    currency: query.currencycode ?? '',
    month: month === 'previous' ? 'previous' : 'current',
    ofAnotherKind: provider === 'theirs' || type === 'theirs',
  });
};
