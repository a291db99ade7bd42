import type { Instant } from '../time.ts';
import type { MarketCode } from './market.ts';

/** From when to when a market belongs to the common VAT system of the European Union. */
type Membership = { readonly from: number; readonly to?: number };

const beginning = Date.UTC(1993, 0, 1); // the single market, and with it reverse charge across borders

/**
 * By the wire's market codes. Source: Council Directive 2006/112/EC, Article 5, and the treaties of accession.
 * The United Kingdom left the VAT system with the end of the transition period, 11 p.m. on 31 December 2020 in London.
 */
const memberships: Readonly<Record<string, Membership>> = {
  ...membersFrom(beginning, 'BE DE DK ES FR GR IE IT LU NL PT'),
  ...membersFrom(Date.UTC(1995, 0, 1), 'AT FI SE'),
  ...membersFrom(Date.UTC(2004, 4, 1), 'CY CZ EE HU LT LV MT PL SI SK'),
  ...membersFrom(Date.UTC(2007, 0, 1), 'BG RO'),
  ...membersFrom(Date.UTC(2013, 6, 1), 'HR'),
  GB: { from: beginning, to: Date.UTC(2020, 11, 31, 23) },
};

function membersFrom(from: number, codes: string): Record<string, Membership> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, { from }]));
}

/** Whether the market is a member of the European Union's VAT system at an instant. */
export function isEuMember(market: MarketCode, at: Instant): boolean {
  const membership = memberships[market];
  if (!membership) return false;
  return membership.from <= at && (membership.to === undefined || at < membership.to);
}
