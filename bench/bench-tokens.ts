import { parseAccountId, parseUserId } from '@kontor/domain/ids';
import type { Pool } from '@kontor/server/platform/db/pools';
import { issueRefreshTokens } from '@kontor/server/platform/identity/refresh-tokens';
import { type BenchPartner, peopleOfPartner } from './world-people.ts';

/**
 * An access token for every person, from the token endpoint, by the refresh token that a sign-in would have given.
 * Partners take turns.
 */
export const fetchTokens = async (
  system: Pool,
  port: number,
  partners: readonly BenchPartner[],
): Promise<string[]> => {
  const refreshTokens = await Promise.all(partners.map((partner) => refreshTokensOf(system, partner)));
  const tokens: string[] = [];
  for (let person = 0; person < peopleOfPartner; person += 1)
    for (const [index, partner] of partners.entries())
      tokens.push(await redeem(port, partner, refreshTokens[index]?.[person] ?? ''));
  return tokens;
};

const refreshTokensOf = (system: Pool, { account, clientId, people }: BenchPartner): Promise<string[]> => {
  const accountId = parseAccountId(account);
  const requests = people.flatMap((person) => {
    const personId = parseUserId(person);
    return accountId && personId ? [{ personId, accountId, clientId }] : [];
  });
  return issueRefreshTokens({ system, realNow: Date.now }, requests);
};

const redeem = async (port: number, partner: BenchPartner, refreshToken: string): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/${partner.account}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: partner.clientId,
      client_secret: partner.clientSecret,
      refresh_token: refreshToken,
    }),
    signal: AbortSignal.timeout(10_000),
  });
  const body: unknown = await answer.json();
  if (
    typeof body === 'object' &&
    body !== null &&
    'access_token' in body &&
    typeof body.access_token === 'string'
  )
    return body.access_token;
  throw new Error(`The token endpoint answered ${answer.status}: ${JSON.stringify(body)}`);
};
