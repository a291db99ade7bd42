import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueRefreshToken, type RefreshTokenRequest, revokeRefreshTokens } from './refresh-tokens.ts';
import {
  type Application,
  accountId,
  addApplication,
  addPerson,
  customerId,
  type IdentityFixture,
  identityFixture,
  publicUrl,
  userId,
} from './testing/identity-fixture.ts';

let world: IdentityFixture;
beforeAll(async () => {
  world = await identityFixture();
});
afterAll(() => world?.drop());

const partnerCenter = 'https://api.partnercenter.microsoft.com';

async function ask(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await world.app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(form).toString(),
  });
  return { status: response.statusCode, headers: response.headers, body: response.json() };
}

const v1 = (tenant: string, form: Record<string, string>, headers?: Record<string, string>) =>
  ask(`/${tenant}/oauth2/token`, form, headers);
const v2 = (tenant: string, form: Record<string, string>, headers?: Record<string, string>) =>
  ask(`/${tenant}/oauth2/v2.0/token`, form, headers);

const credentials = (app: Application) => ({ client_id: app.clientId, client_secret: app.clientSecret });
const appOnly = () => ({ grant_type: 'client_credentials', ...credentials(world.partnerApp) });
const deps = () => ({ system: world.database.system, realNow: () => world.clock.now });

async function refreshTokenOf(request: Partial<RefreshTokenRequest> = {}) {
  return issueRefreshToken(deps(), {
    personId: userId(world.agent),
    accountId: accountId(world.partner),
    clientId: world.partnerApp.clientId,
    ...request,
  });
}

const refreshing = (refreshToken: string, app: Application = world.partnerApp) => ({
  grant_type: 'refresh_token',
  refresh_token: refreshToken,
  ...credentials(app),
});

function expectRefusal(answer: Awaited<ReturnType<typeof ask>>, status: number, error: string, code: number) {
  expect(answer.body).toMatchObject({ error, error_codes: [code] });
  expect(answer.status).toBe(status);
  expect(answer.body.error_description).toMatch(new RegExp(`^AADSTS${code}: .+ Trace ID: .+ Timestamp: `));
  expect(answer.body.timestamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  expect(Object.keys(answer.body)).toEqual(
    expect.arrayContaining(['error_codes', 'timestamp', 'trace_id', 'correlation_id']),
  );
  expect(answer.headers['cache-control']).toBe('no-store');
}

describe('an application alone', () => {
  test('gets a v1 token whose numbers are strings', async () => {
    const { status, body } = await v1(world.partner, {
      ...appOnly(),
      resource: 'https://graph.windows.net',
    });
    expect(status).toBe(200);
    const claims = decodeJwt(body.access_token);
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: '3600',
      ext_expires_in: '3600',
      expires_on: String(claims.exp),
      not_before: String(claims.nbf),
      resource: 'https://graph.windows.net',
      access_token: expect.any(String),
    });
    expect(claims).toMatchObject({
      aud: 'https://graph.windows.net',
      iss: `${publicUrl}/${world.partner}/`,
      ver: '1.0',
      tid: world.partner,
      appid: world.partnerApp.clientId,
      oid: world.partnerApp.clientId,
      idtyp: 'app',
    });
    expect(claims).not.toHaveProperty('upn');
  });

  test('gets a v2 token whose numbers are numbers', async () => {
    const { status, body } = await v2(world.partner, { ...appOnly(), scope: `${partnerCenter}/.default` });
    expect(status).toBe(200);
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: 3600,
      ext_expires_in: 3600,
      access_token: expect.any(String),
    });
    expect(decodeJwt(body.access_token)).toMatchObject({
      aud: partnerCenter,
      iss: `${publicUrl}/${world.partner}/v2.0`,
      ver: '2.0',
    });
  });

  test.each(['common', 'organizations', 'contoso.example', 'CONTOSO.EXAMPLE'])(
    'may name its tenant %s',
    async (tenant) => {
      const answer = await v2(tenant, { ...appOnly(), scope: `${publicUrl}/.default` });
      expect(answer.status).toBe(200);
      expect(decodeJwt(answer.body.access_token)).toMatchObject({ aud: publicUrl, tid: world.partner });
    },
  );

  test('may send its secret as Basic credentials', async () => {
    const { clientId, clientSecret } = world.partnerApp;
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
    });
    const form = { grant_type: 'client_credentials', resource: partnerCenter };
    expect((await v1(world.partner, form, basic(clientSecret))).status).toBe(200);
    const refused = await v1(world.partner, form, basic('wrong'));
    expectRefusal(refused, 401, 'invalid_client', 7000215);
    expect(refused.headers['www-authenticate']).toMatch(/^Basic /);
    const broken = await v1(world.partner, form, { authorization: 'Basic %%%' });
    expectRefusal(broken, 400, 'invalid_request', 90100);
  });

  test('is known by verifyBearer as an application of its account', async () => {
    const { body } = await v2(world.partner, { ...appOnly(), scope: `${partnerCenter}/.default` });
    expect(await world.identity.verifyBearer(body.access_token)).toEqual({
      kind: 'partner_app',
      accountId: world.partner,
      clientId: world.partnerApp.clientId,
    });
  });

  test('is refused once it is disabled, though its secret is right', async () => {
    const app = await addApplication(world.database, world.partner);
    await world.database.owner.query(
      'update kontor.application set disabled_at = now() where client_id = $1',
      [app.clientId],
    );
    const form = { grant_type: 'client_credentials', scope: `${partnerCenter}/.default` };
    const answer = await v2(world.partner, { ...form, ...credentials(app) });
    expectRefusal(answer, 400, 'unauthorized_client', 7000112);
    const guess = await v2(world.partner, { ...form, client_id: app.clientId, client_secret: 'x' });
    expectRefusal(guess, 401, 'invalid_client', 7000215);
  });
});

describe('a person through an application', () => {
  test('gets a v2 token with their claims, and another refresh token', async () => {
    const token = await refreshTokenOf();
    const { status, body } = await v2(world.partner, {
      ...refreshing(token),
      scope: `${partnerCenter}/.default offline_access openid profile`,
      client_info: '1',
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      token_type: 'Bearer',
      id_token: expect.any(String),
      scope: `${partnerCenter}/user_impersonation`,
      expires_in: 3600,
      ext_expires_in: 3600,
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      client_info: expect.any(String),
    });
    expect(body.refresh_token).not.toBe(token);
    expect(decodeJwt(body.access_token)).toMatchObject({
      aud: partnerCenter,
      tid: world.partner,
      oid: world.agent,
      appid: world.partnerApp.clientId,
      upn: 'Agent@contoso.example',
      roles: ['admin_agent'],
      amr: ['pwd', 'mfa'],
      scp: 'user_impersonation',
      idtyp: 'user',
    });
    expect(await world.identity.verifyBearer(body.access_token)).toEqual({
      kind: 'partner_user',
      accountId: world.partner,
      userId: world.agent,
      clientId: world.partnerApp.clientId,
      secondFactor: true,
    });
  });

  test('gets a v1 token, for the partner API when no resource is named', async () => {
    const token = await refreshTokenOf();
    const { status, body } = await v1('common', { ...refreshing(token), scope: 'openid' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      scope: 'user_impersonation',
      expires_in: '3600',
      resource: partnerCenter,
      refresh_token: expect.any(String),
    });
  });

  test('keeps the old refresh token after redemption, and may use the new one', async () => {
    const token = await refreshTokenOf();
    const first = await v2(world.partner, refreshing(token));
    const again = await v2(world.partner, refreshing(token));
    const next = await v2(world.partner, refreshing(first.body.refresh_token));
    const after = await v2(world.partner, refreshing(next.body.refresh_token));
    expect([first.status, again.status, next.status, after.status]).toEqual([200, 200, 200, 200]);
    const tokens = [token, first, again, next].map((one) =>
      typeof one === 'string' ? one : one.body.refresh_token,
    );
    expect(new Set(tokens).size).toBe(4);
  });

  test('keeps refresh tokens for ten years and not a day longer', async () => {
    const token = await refreshTokenOf();
    const { rows } = await world.database.owner.query(
      `select expires_at from kontor.oidc_model where model = 'RefreshToken' order by expires_at desc limit 1`,
    );
    const days = (rows[0].expires_at - world.clock.now) / 86_400_000;
    expect(days).toBeGreaterThan(3649);
    await world.database.owner.query(
      `update kontor.oidc_model set payload = jsonb_set(payload, '{exp}', to_jsonb(extract(epoch from now())::bigint - 1))
       where model = 'RefreshToken'`,
    );
    expectRefusal(await v2(world.partner, refreshing(token)), 400, 'invalid_grant', 700082);
  });

  test('is refused a refresh token of another application, a made-up one and a revoked one alike', async () => {
    const foreign = await refreshTokenOf();
    const mine = await refreshTokenOf();
    for (const [token, app] of [
      [foreign, world.otherApp],
      ['made up', world.partnerApp],
      ['made \0 up', world.partnerApp],
    ] as const) {
      expectRefusal(await v2('common', refreshing(token, app)), 400, 'invalid_grant', 70000);
    }
    await revokeRefreshTokens(deps(), userId(world.agent));
    expectRefusal(await v2('common', refreshing(mine)), 400, 'invalid_grant', 70000);
  });

  test('is refused once disabled', async () => {
    const person = await addPerson(world.database, world.vault, {
      accountId: world.partner,
      kind: 'partner_user',
      email: 'leaver@contoso.example',
    });
    const token = await refreshTokenOf({ personId: userId(person) });
    expect((await v2(world.partner, refreshing(token))).status).toBe(200);
    await world.database.owner.query('update kontor.person set disabled_at = now() where id = $1', [person]);
    expectRefusal(await v2(world.partner, refreshing(token)), 400, 'invalid_grant', 50057);
  });

  test('of a customer gets the tenant of the customer, with any application of a demo', async () => {
    const token = await refreshTokenOf({
      personId: userId(world.customerAdmin),
      customerId: customerId(world.customer),
      clientId: 'any_in_demo',
    });
    for (const tenant of [world.customer, world.partner, 'tailspin.example']) {
      const { status, body } = await v2(tenant, refreshing(token));
      expect(status).toBe(200);
      expect(decodeJwt(body.access_token)).toMatchObject({ tid: world.customer, oid: world.customerAdmin });
      expect(await world.identity.verifyBearer(body.access_token)).toMatchObject({
        kind: 'customer_user',
        accountId: world.partner,
        customerId: world.customer,
      });
    }
    const elsewhere = await v2('common', refreshing(token, world.otherApp));
    expect(elsewhere.status).toBe(200);
    // What came out of it belongs to that application.
    const moved = await v2('common', refreshing(elsewhere.body.refresh_token, world.partnerApp));
    expectRefusal(moved, 400, 'invalid_grant', 70000);
    await world.database.owner.query('update kontor.installation set demo = false');
    const outside = await v2('common', refreshing(token));
    await world.database.owner.query('update kontor.installation set demo = true');
    expectRefusal(outside, 400, 'invalid_grant', 70000);
  });

  test('of the installation is its operator', async () => {
    const token = await refreshTokenOf({
      personId: userId(world.operator),
      accountId: accountId(world.installation),
      clientId: 'any_in_demo',
    });
    const { body } = await v2(world.installation, refreshing(token, world.otherApp));
    expect(await world.identity.verifyBearer(body.access_token)).toMatchObject({
      kind: 'operator',
      accountId: world.installation,
      secondFactor: true,
    });
  });
});

describe('a bad request', () => {
  test.each([
    ['no grant type', {}, 400, 'invalid_request', 900144],
    ['an empty body', undefined, 400, 'invalid_request', 900144],
    ['a grant there is not', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['no client', { grant_type: 'client_credentials' }, 400, 'invalid_request', 900144],
  ])('with %s is refused', async (_name, form, status, error, code) => {
    expectRefusal(await v2(world.partner, form ?? {}), status, error, code);
  });

  test.each([
    [
      'an unknown client',
      { client_id: '00000000-0000-0000-0000-000000000000' },
      400,
      'unauthorized_client',
      700016,
    ],
    ['a client id that is no id', { client_id: "x' or \0" }, 400, 'unauthorized_client', 700016],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    ['no secret', { client_secret: '' }, 401, 'invalid_client', 7000218],
    ['an unknown resource', { scope: 'https://vault.azure.net/.default' }, 400, 'invalid_scope', 70011],
    [
      'several resources',
      { scope: `${partnerCenter}/.default ${publicUrl}/.default` },
      400,
      'invalid_scope',
      28000,
    ],
    ['no resource', { scope: 'openid' }, 400, 'invalid_request', 900144],
  ])('with %s is refused', async (_name, change, status, error, code) => {
    const form = { ...appOnly(), scope: `${partnerCenter}/.default`, ...change };
    expectRefusal(await v2(world.partner, form), status, error, code);
  });

  test('for an unknown resource in v1 is refused by that name', async () => {
    const answer = await v1(world.partner, { ...appOnly(), resource: 'https://vault.azure.net' });
    expectRefusal(answer, 400, 'invalid_resource', 500011);
    expect(answer.body.error_description).toContain(partnerCenter);
  });

  test.each(['00000000-0000-0000-0000-000000000000', 'nobody.example', "x'%00", '%F0%9F%98%80'])(
    'for tenant %s, and for another partner, is refused alike',
    async (tenant) => {
      const form = { ...appOnly(), scope: `${partnerCenter}/.default` };
      expectRefusal(await v2(tenant, form), 400, 'invalid_request', 90002);
      for (const existing of [world.otherPartner, 'fabrikam.example', world.customer]) {
        expectRefusal(await v2(existing, form), 400, 'invalid_request', 90002);
      }
    },
  );

  test('in JSON, repeated, too large or by GET is refused, never with a 5xx', async () => {
    const url = `/${world.partner}/oauth2/v2.0/token`;
    const json = await world.app.inject({ method: 'POST', url, payload: appOnly() });
    expect(json.json()).toMatchObject({ error: 'invalid_request', error_codes: [900144] });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const repeated = await world.app.inject({ method: 'POST', url, headers, payload: 'scope=a&scope=b' });
    expect(repeated.json()).toMatchObject({ error_codes: [9000411] });
    const large = await world.app.inject({ method: 'POST', url, headers, payload: 'a='.padEnd(70_000, 'x') });
    expect(large.statusCode).toBe(413);
    expect(large.json()).toMatchObject({ error: 'invalid_request' });
    const get = await world.app.inject({ method: 'GET', url });
    expect(get.statusCode).toBe(405);
    expect(get.json()).toMatchObject({ error_codes: [900561] });
  });

  test('is answered with the correlation id of the client', async () => {
    const id = '6e0c7a48-2b3f-4d7c-9a10-3f5b6c7d8e9f';
    const answer = await v2(world.partner, {}, { 'client-request-id': id });
    expect(answer.body.correlation_id).toBe(id);
    expect(answer.headers['client-request-id']).toBe(id);
  });
});

describe('discovery', () => {
  const get = async (url: string) => (await world.app.inject({ url })).json();

  test.each([
    ['v2', (tenant: string) => `/${tenant}/v2.0`, v2],
    ['v1', (tenant: string) => `/${tenant}`, v1],
  ])('of a tenant in %s names its issuer and the keys that verify its tokens', async (_name, base, call) => {
    const document = await get(`${base(world.partner)}/.well-known/openid-configuration`);
    const keys = createLocalJWKSet(await get(document.jwks_uri.slice(publicUrl.length)));
    const { body } = await call(world.partner, { ...appOnly(), resource: partnerCenter });
    const verified = await jwtVerify(body.access_token, keys, {
      issuer: document.issuer,
      audience: partnerCenter,
    });
    expect(verified.payload.tid).toBe(world.partner);
    expect(document.token_endpoint).toMatch(new RegExp(`^${publicUrl}/${world.partner}/oauth2/`));
  });

  test('says nothing of whether a tenant exists', async () => {
    const known = JSON.stringify(await get('/contoso.example/v2.0/.well-known/openid-configuration'));
    const unknown = JSON.stringify(await get('/nobody.example/v2.0/.well-known/openid-configuration'));
    expect(known.replaceAll('contoso', 'nobody')).toBe(unknown);
  });

  test('of the installation and of the instance name one host', async () => {
    const root = await get('/.well-known/openid-configuration');
    expect(root).toMatchObject({ issuer: publicUrl, jwks_uri: `${publicUrl}/discovery/keys` });
    expect((await get('/discovery/keys')).keys[0]).toMatchObject({ kty: 'RSA', use: 'sig', alg: 'RS256' });
    const asked = encodeURIComponent(`${publicUrl}/contoso.example/oauth2/v2.0/authorize`);
    expect(await get(`/common/discovery/instance?api-version=1.1&authorization_endpoint=${asked}`)).toEqual({
      tenant_discovery_endpoint: `${publicUrl}/contoso.example/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [
        {
          preferred_network: '127.0.0.1:8080',
          preferred_cache: '127.0.0.1:8080',
          aliases: ['127.0.0.1:8080'],
        },
      ],
    });
  });

  test('never shows the private part of a key', async () => {
    for (const path of ['/discovery/keys', '/common/discovery/keys', '/common/discovery/v2.0/keys']) {
      const { keys } = await get(path);
      expect(Object.keys(keys[0]).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    }
    const { rows } = await world.database.owner.query('select * from kontor.signing_key');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows[0].public_jwk)).not.toContain('"d"');
  });
});

describe('over restarts', () => {
  test('access tokens and refresh tokens stay valid', async () => {
    const token = await refreshTokenOf();
    const { body } = await v2(world.partner, refreshing(token));
    await world.restart();
    expect(await world.identity.verifyBearer(body.access_token)).toMatchObject({ userId: world.agent });
    expect((await v2(world.partner, refreshing(token))).status).toBe(200);
    expect((await v2(world.partner, refreshing(body.refresh_token))).status).toBe(200);
  });

  test('no token can be read from the database', async () => {
    const token = await refreshTokenOf();
    const { body } = await v2(world.partner, refreshing(token));
    const { rows } = await world.database.owner.query('select * from kontor.oidc_model');
    const everything = JSON.stringify(rows);
    expect(everything).not.toContain(token);
    expect(everything).not.toContain(body.refresh_token);
    expect(everything).not.toContain(body.access_token);
  });
});

describe('verifyBearer', () => {
  const fresh = async () =>
    (await v2(world.partner, { ...appOnly(), scope: `${partnerCenter}/.default` })).body.access_token;

  test('refuses a token one second after its hour, also a remembered one', async () => {
    const token = await fresh();
    const { exp = 0 } = decodeJwt(token);
    const { now } = world.clock;
    expect(await world.identity.verifyBearer(token)).toBeDefined();
    world.clock.now = exp * 1000 - 1;
    const before = await world.identity.verifyBearer(token);
    world.clock.now = exp * 1000;
    const after = await world.identity.verifyBearer(token);
    const again = await world.identity.verifyBearer(token);
    world.clock.now = now;
    expect(before).toBeDefined();
    expect([after, again]).toEqual([undefined, undefined]);
  });

  test('refuses what is changed, unsigned, signed by another key, or no token at all', async () => {
    const token = await fresh();
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = { ...decodeJwt(token), kontor_account: world.otherPartner };
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const bad = [`${head}.${forged}.${signature}`, `${none}.${body}.`, 'x', '', 'a.b.c', 'x'.repeat(9000)];
    for (const candidate of bad) expect(await world.identity.verifyBearer(candidate)).toBeUndefined();
  });

  test('costs microseconds once a token is known', async () => {
    const token = await fresh();
    await world.identity.verifyBearer(token);
    const started = performance.now();
    for (let index = 0; index < 2_000; index += 1) await world.identity.verifyBearer(token);
    expect((performance.now() - started) / 2_000).toBeLessThan(0.1);
  });
});

test('eighty refresh tokens are issued within two seconds', async () => {
  const started = performance.now();
  for (let index = 0; index < 80; index += 1) await refreshTokenOf();
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('a certified client library discovers, authenticates and refreshes unchanged', async () => {
  const throughApp: openid.CustomFetch = async (url, { method, headers, body }) => {
    const { pathname, search } = new URL(url);
    const answer = await world.app.inject({
      method: method as 'GET' | 'POST', // the two that the library uses
      url: pathname + search,
      headers,
      ...(body ? { payload: String(body) } : {}),
    });
    const sent = { 'content-type': String(answer.headers['content-type']) };
    return new Response(answer.payload, { status: answer.statusCode, headers: sent });
  };
  const { clientId, clientSecret } = world.partnerApp;
  const issuer = new URL(`${publicUrl}/${world.partner}/v2.0`);
  for (const authentication of [
    openid.ClientSecretPost(clientSecret),
    openid.ClientSecretBasic(clientSecret),
  ]) {
    const config = await openid.discovery(issuer, clientId, undefined, authentication, {
      execute: [openid.allowInsecureRequests],
      [openid.customFetch]: throughApp,
    });
    const scope = `${partnerCenter}/.default`;
    const alone = await openid.clientCredentialsGrant(config, { scope });
    expect(await world.identity.verifyBearer(alone.access_token)).toMatchObject({ kind: 'partner_app' });
    const person = await openid.refreshTokenGrant(config, await refreshTokenOf(), { scope });
    expect(await world.identity.verifyBearer(person.access_token)).toMatchObject({ userId: world.agent });
    expect(person.expires_in).toBe(3600);
    await expect(openid.refreshTokenGrant(config, 'made up')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  }
});

test('a database that is away is answered as a passing trouble, to be tried again', async () => {
  const alone = await identityFixture({ quiet: true });
  await alone.database.lookup.end();
  const answer = await alone.app.inject({
    method: 'POST',
    url: `/${alone.partner}/oauth2/v2.0/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      grant_type: 'client_credentials',
      ...credentials(alone.partnerApp),
      scope: `${partnerCenter}/.default`,
    }).toString(),
  });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ error: 'temporarily_unavailable', error_codes: [90033] });
  expect(answer.headers['retry-after']).toBe('2');
  await alone.app.close();
  const { app, system, owner } = alone.database;
  await Promise.all([app.end(), system.end(), owner.end()]);
});
