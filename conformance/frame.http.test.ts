import { leftOut } from '@kontor/wire/left-out';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asUser } from '../packages/server/src/testing/world-people.ts';
import { clientSecret, credentialsOf, type Installation, openInstallation } from './installation.ts';

// What the frame of the wire does for every call, whatever the call is about.

let kontor: Installation;
let tokens: { readonly app: string; readonly user: string };
beforeAll(async () => {
  kontor = await openInstallation({ tokensOnly: true });
  const { partner } = kontor.world;
  const { clientId, refreshToken } = await credentialsOf(kontor, partner, 'admin_agent');
  const ask = async (form: Record<string, string>) => {
    const answer = await kontor.send({
      method: 'POST',
      url: `/${partner.id}/oauth2/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecret,
        resource: 'https://graph.windows.net',
        ...form,
      }).toString(),
    });
    return String(answer.json.access_token);
  };
  tokens = {
    app: await ask({ grant_type: 'client_credentials' }),
    user: await ask({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  };
});
afterAll(() => kontor?.close());

const get = (url: string, token = tokens.app, headers: Record<string, string> = {}) =>
  kontor.send({ method: 'GET', url, headers: { authorization: `Bearer ${token}`, ...headers } });

describe('generatetoken', () => {
  test.each(['/generatetoken', '/v3/generatetoken', '/V3/GenerateToken/'])(
    '%s exchanges a token of the directory for one that every call takes',
    async (url) => {
      const answer = await kontor.send({
        method: 'POST',
        url,
        headers: {
          authorization: `Bearer ${tokens.user}`,
          'content-type': 'application/x-www-form-urlencoded',
          'ms-correlationid': 'a0000000-0000-4000-8000-000000000501',
        },
        payload: 'grant_type=jwt_token',
      });
      expect(answer.status).toBe(200);
      expect(answer.headers['ms-correlationid']).toBe('a0000000-0000-4000-8000-000000000501');
      expect(Object.keys(answer.json)).toEqual(['access_token', 'token_type', 'expires_in']);
      expect(answer.json.token_type).toBe('bearer');
      expect(answer.json.expires_in).toBeGreaterThan(3_500);
      expect(decodeJwt(answer.json.access_token)).toMatchObject({ tid: kontor.world.partner.id });
      expect((await get('/v1/customers', answer.json.access_token)).status).toBe(200);
    },
  );

  test('refuses what is no token, and what is no request for one', async () => {
    const ask = (headers: Record<string, string>, payload?: string) =>
      kontor.send({ method: 'POST', url: '/v3/generatetoken', headers, payload });
    expect((await ask({})).json).toMatchObject({ code: 800001 });
    expect((await ask({ authorization: 'Bearer abc' })).status).toBe(401);
    const wrong = { authorization: `Bearer ${tokens.app}`, 'content-type': 'application/json' };
    expect((await ask(wrong, '{"grant_type":"password"}')).status).toBe(400);
    expect((await ask(wrong, '{"grant_type": "jwt_token"}')).status).toBe(200);
  });
});

describe('a request that asks whether its token has passed a second factor', () => {
  test('is told', async () => {
    const asked = { ValidateMfa: 'true' };
    expect((await get('/v1/customers', tokens.user, asked)).headers.ismfacompliant).toBe('true');
    expect((await get('/v1/customers', tokens.app, asked)).headers.ismfacompliant).toBe('true');
    expect((await get('/v1/customers', tokens.user)).headers.ismfacompliant).toBeUndefined();
  });
});

describe('a call that Kontor has not', () => {
  test.each(leftOut)('$method $path says so, and why', async ({ method, path, reason }) => {
    const url = path.replace(/\{\w+\}/g, '10000000-0000-4000-8000-000000000000');
    const answer = await kontor.send({ method, url, headers: { authorization: `Bearer ${tokens.app}` } });
    expect(answer.status).toBe(501);
    expect(answer.json.description).toBe(`This call is not offered here. ${reason}`);
    expect((await kontor.send({ method, url })).status).toBe(401);
  });
});

describe('a tenant that asks too often', () => {
  test('waits, in the shape that clients wait for, and nobody else does', async () => {
    const { partner, stranger } = kontor.world;
    await kontor.sql('update kontor.account set wire_rate_per_minute = 3 where id = $1', [partner.id]);
    const slow = await openInstallationOf(kontor);
    const customer = `/v1/customers/${partner.customers.DE!.id}`;
    const answers = [];
    for (let i = 0; i < 5; i += 1) answers.push(await slow.as(asUser(partner, 'admin_agent'), customer));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    const last = answers[4];
    const seconds = Number(last?.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(last?.json).toEqual({
      statusCode: 429,
      message: `Rate limit is exceeded. Try again in ${seconds} seconds.`,
    });
    expect(last?.headers['ms-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    // Another kind of call has an allowance of its own, and so has another tenant.
    expect((await slow.as(asUser(partner, 'admin_agent'), `${customer}/orders`)).status).toBe(200);
    const theirs = `/v1/customers/${stranger.customers.DE!.id}`;
    for (let i = 0; i < 5; i += 1)
      expect((await slow.as(asUser(stranger, 'admin_agent'), theirs)).status).toBe(200);
    await slow.close();
  });
});

/** The same database behind another start of the server, whose throttle has counted nothing yet. */
const openInstallationOf = async ({ services }: Installation) => {
  const { createApp } = await import('../packages/server/src/app.ts');
  const { openIdentity } = await import('../packages/server/src/platform/identity/identity.ts');
  const { by } = await import('../packages/server/src/testing/test-app.ts');
  const identity = await openIdentity(services);
  const app = await createApp({
    services,
    identity,
    demoPeople: async () => [],
    authenticate: async (request) => ({
      principal: JSON.parse(String(request.headers['x-test-principal'])),
    }),
  });
  await app.ready();
  return {
    as: async (who: Parameters<typeof by>[0], url: string) => {
      const response = await app.inject({ method: 'GET', url, headers: by(who) });
      return { status: response.statusCode, headers: response.headers, json: response.json() };
    },
    close: () => app.close(),
  };
};
