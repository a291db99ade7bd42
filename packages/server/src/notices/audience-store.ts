import type { Instant, LocalDate } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type NoticedAccount = {
  readonly id: string;
  readonly kind: 'installation' | 'partner';
  readonly name: string;
  readonly country: string;
  readonly language: 'en' | 'tr';
  readonly sandbox: boolean;
  readonly clock_offset_ms: bigint;
};

/** An account and the installation's own. */
export const readNoticedAccounts = (accountId: string): Statement<NoticedAccount> => ({
  name: 'notices.read_accounts',
  text: `select id, kind, name, country, language, sandbox, clock_offset_ms from kontor.account
    where (id = $1 or kind = 'installation') and suspended_at is null`,
  values: [accountId],
});

export type AudiencePerson = {
  readonly account_id: string;
  readonly id: string;
  readonly kind: 'partner_user' | 'operator';
  readonly email: string;
  readonly roles: string[];
  readonly language: 'en' | 'tr' | null;
  readonly mail_from_sandbox: boolean;
  /** By kind of notice. */
  readonly chosen: Readonly<Record<string, string>>;
};

/** Those who may be told of what happens in an account: its own people, and the operator's. */
export const readAudience = (accountId: string): Statement<AudiencePerson> => ({
  name: 'notices.read_audience',
  text: `select p.account_id, p.id, p.kind, p.email, p.roles, r.language,
      coalesce(r.mail_from_sandbox, false) as mail_from_sandbox,
      coalesce((select jsonb_object_agg(c.kind, c.way) from kontor.notice_preference c
        where c.account_id = p.account_id and c.person_id = p.id), '{}') as chosen
    from kontor.account a
    join kontor.person p on p.account_id = a.id
    left join kontor.notice_reader r on r.account_id = p.account_id and r.person_id = p.id
    where (a.id = $1 or a.kind = 'installation') and a.suspended_at is null
      and p.disabled_at is null and p.kind in ('partner_user', 'operator')
    order by p.account_id, p.id`,
  values: [accountId],
});

export type ToldRow = { readonly account_id: string; readonly person_id: string; readonly cause: string };

/** Who was told of what already. */
export const readTold = (accountId: string, causes: readonly string[]): Statement<ToldRow> => ({
  name: 'notices.read_told',
  text: `select n.account_id, n.person_id, n.cause from kontor.notice n
    join kontor.account a on a.id = n.account_id and (a.id = $1 or a.kind = 'installation')
    where n.cause = any ($2)`,
  values: [accountId, causes],
});

export type NoticedLine = {
  readonly order_id: string;
  readonly line_number: number;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly cancellable_until: Instant | null;
  readonly closed_on: LocalDate | null;
};

/** What the lines that notices name are called. */
export const readNoticedLines = (
  accountId: string,
  lines: readonly { readonly orderId: string; readonly lineNumber: number }[],
): Statement<NoticedLine> => ({
  name: 'notices.read_lines',
  text: `select l.order_id, l.line_number, l.customer_id, c.name as customer_name, l.product_title, l.sku_title,
      l.cancellable_until, l.closed_on
    from unnest($2::text[], $3::integer[]) as w(order_id, line_number)
    join kontor.order_line l on l.account_id = $1 and l.order_id = w.order_id and l.line_number = w.line_number
    join kontor.customer c on c.account_id = l.account_id and c.id = l.customer_id`,
  values: [accountId, lines.map(({ orderId }) => orderId), lines.map(({ lineNumber }) => lineNumber)],
});

export type LowPool = { readonly product_id: string; readonly sku_id: string; readonly key_group: string };

/** Pools that are still low: one that was filled meanwhile needs nobody. */
export const readLowPools = (
  skus: readonly { readonly productId: string; readonly skuId: string }[],
): Statement<LowPool> => ({
  name: 'notices.read_low_pools',
  text: `select p.product_id, p.sku_id, p.key_group
    from unnest($1::text[], $2::text[]) as w(product_id, sku_id)
    join kontor.key_pool p on p.product_id = w.product_id and p.sku_id = w.sku_id
    where p.low_since is not null`,
  values: [skus.map(({ productId }) => productId), skus.map(({ skuId }) => skuId)],
});

export type NoticedSku = { readonly product_id: string; readonly sku_id: string; readonly title: string };

export const readNoticedSkus = (
  skus: readonly { readonly productId: string; readonly skuId: string }[],
): Statement<NoticedSku> => ({
  name: 'notices.read_skus',
  text: `select s.product_id, s.id as sku_id, p.title || ' · ' || s.title as title
    from unnest($1::text[], $2::text[]) as w(product_id, sku_id)
    join kontor.sku s on s.product_id = w.product_id and s.id = w.sku_id
    join kontor.product p on p.id = s.product_id`,
  values: [skus.map(({ productId }) => productId), skus.map(({ skuId }) => skuId)],
});
