import { createHash, generateKeyPairSync, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerConsent, answerDevice, describeConsent, describeDevice } from './consents.ts';
import { plainUserCode } from './person-grants.ts';
import type { PortalPrincipal } from './portal-principal.ts';
import {
  type Application,
  accountId,
  addApplication,
  type IdentityFixture,
  identityFixture,
  publicUrl,
  userId,
} from './testing/identity-fixture.ts';

let world: IdentityFixture;
let publicApp: string;
let signer: KeyObject;
const thumbprint = createHash('sha256').update('certificate').digest();
const redirectUri = 'https://tool.example/back?from=kontor';

const update = (text: string, values: unknown[]) => world.database.owner.query(text, values);

beforeAll(async () => {
  world = await identityFixture();
  await update('update kontor.application set redirect_uris = $2 where client_id = $1', [
    world.partnerApp.clientId,
    [redirectUri],
  ]);
  publicApp = (await addApplication(world.database, world.partner)).clientId;
  await update('update kontor.application set public = true, redirect_uris = $2 where client_id = $1', [
    publicApp,
    ['http://localhost/done'],
  ]);
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  signer = pair.privateKey;
  await update(
    `insert into kontor.application_certificate (account_id, client_id, sha256, sha1, subject, public_jwk, not_before, not_after)
     values ($1, $2, $3, $4, 'CN=tool', $5, now() - interval '1 day', now() + interval '1 day')`,
    [
      world.partner,
      world.partnerApp.clientId,
      thumbprint,
      createHash('sha1').update('certificate').digest(),
      JSON.stringify(pair.publicKey.export({ format: 'jwk' })),
    ],
  );
});
afterAll(() => world?.drop());

const person = (fields: Partial<PortalPrincipal> = {}): PortalPrincipal =>
  ({
    kind: 'partner_user',
    accountId: accountId(world.partner),
    userId: userId(world.agent),
    sessionId: 's',
    secondFactor: true,
    ...fields,
  }) as PortalPrincipal; // the fields of one kind

async function ask(path: string, form: Record<string, string>) {
  const response = await world.app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  });
  return { status: response.statusCode, body: response.json() };
}

const credentials = ({ clientId, clientSecret }: Application) => ({
  client_id: clientId,
  client_secret: clientSecret,
});

const query = (fields: Record<string, string> = {}): string =>
  new URLSearchParams({
    client_id: world.partnerApp.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'https://api.partnercenter.microsoft.com/user_impersonation openid offline_access',
    state: 'xyz',
    ...fields,
  }).toString();

const codeOf = async (text = query()): Promise<string> => {
  const answered = await answerConsent(world.identity, person(), text, 'v2', true);
  if (!answered.accepted) throw new Error(answered.refusal.code);
  const { uri, fields } = answered.value;
  return fields?.code ?? new URL(uri.replace('#', '?')).searchParams.get('code') ?? '';
};

const redeem = (code: string, fields: Record<string, string> = {}) =>
  ask(`/${world.partner}/oauth2/v2.0/token`, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    ...credentials(world.partnerApp),
    ...fields,
  });

describe('the authorize endpoint', () => {
  const authorize = (text: string) =>
    world.app.inject({ url: `/${world.partner}/oauth2/v2.0/authorize?${text}` });

  test('sends the browser to the page of consent with what was asked', async () => {
    const answer = await authorize(query());
    expect(answer.statusCode).toBe(302);
    const to = new URL(String(answer.headers.location));
    expect(`${to.origin}${to.pathname}`).toBe(`${publicUrl}/consent`);
    expect(new URLSearchParams(to.searchParams.get('query') ?? '').get('state')).toBe('xyz');
  });

  test('never sends to an address that is not the application’s own', async () => {
    for (const foreign of [
      'https://evil.example/',
      `${redirectUri}x`,
      'javascript:alert(1)',
      '//tool.example/back',
    ]) {
      const answer = await authorize(query({ redirect_uri: foreign }));
      expect([foreign, answer.statusCode, answer.headers.location]).toEqual([foreign, 400, undefined]);
      expect(answer.body).toContain('redirect URI');
    }
    expect((await authorize(query({ client_id: randomUUID() }))).statusCode).toBe(400);
  });

  test('tells the application what is wrong with its request, with its state', async () => {
    const wrong: [Record<string, string>, string][] = [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ response_mode: 'web_message' }, 'invalid_request'],
      [{ response_type: 'code id_token', response_mode: 'query', nonce: 'n' }, 'invalid_request'],
      [{ scope: 'https://elsewhere.example/.default' }, 'invalid_scope'],
      [{ code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request'],
      [{ code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' }, 'invalid_request'],
    ];
    for (const [fields, error] of wrong) {
      const to = new URL(String((await authorize(query(fields))).headers.location));
      expect([to.searchParams.get('error'), to.searchParams.get('state')]).toEqual([error, 'xyz']);
      expect(to.origin).toBe('https://tool.example');
    }
  });

  test('asks a public application for a challenge, on any port of its own machine', async () => {
    const asked = { client_id: publicApp, redirect_uri: 'http://localhost:50123/done' };
    const without = new URL(String((await authorize(query(asked))).headers.location));
    expect(without.searchParams.get('error')).toBe('invalid_request');
    const challenge = { code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' };
    expect(String((await authorize(query({ ...asked, ...challenge }))).headers.location)).toContain(
      '/consent?',
    );
  });
});

describe('consent', () => {
  test('names the application, its partner and where the browser goes', async () => {
    expect(await describeConsent(world.identity, person(), query(), 'v2')).toEqual({
      accepted: true,
      value: {
        application: { clientId: world.partnerApp.clientId, name: 'Sync', accountName: 'Contoso' },
        returnsTo: 'tool.example',
      },
    });
  });

  test('is not asked of people of another partner, nor of whoever passed no second factor', async () => {
    const stranger = person({ accountId: accountId(world.otherPartner) });
    expect(await describeConsent(world.identity, stranger, query(), 'v2')).toMatchObject({
      refusal: { code: 'consent.not_for_you' },
    });
    const weak = person({ secondFactor: false });
    expect(await answerConsent(world.identity, weak, query(), 'v2', true)).toMatchObject({
      refusal: { code: 'consent.second_factor' },
    });
  });

  test('that is declined goes back as access_denied, without a code', async () => {
    const answered = await answerConsent(world.identity, person(), query(), 'v2', false);
    const uri = answered.accepted ? answered.value.uri : '';
    expect(new URL(uri).searchParams.get('error')).toBe('access_denied');
    expect(new URL(uri).searchParams.get('from')).toBe('kontor');
    expect(uri).not.toContain('code=');
  });

  test('as a form carries an id token beside the code, bound to it', async () => {
    const text = query({ response_type: 'code id_token', response_mode: 'form_post', nonce: 'n-1' });
    const answered = await answerConsent(world.identity, person(), text, 'v1', true);
    const fields = answered.accepted ? answered.value.fields : undefined;
    const half = createHash('sha256')
      .update(fields?.code ?? '')
      .digest()
      .subarray(0, 16);
    expect(decodeJwt(fields?.id_token ?? '')).toMatchObject({
      nonce: 'n-1',
      oid: world.agent,
      aud: world.partnerApp.clientId,
      c_hash: half.toString('base64url'),
    });
  });
});

describe('an authorization code', () => {
  test('becomes tokens of the person, who passed a second factor', async () => {
    const { status, body } = await redeem(await codeOf(query({ nonce: 'n-2' })));
    expect([status, body.error_description]).toEqual([200, undefined]);
    expect(decodeJwt(body.access_token)).toMatchObject({
      oid: world.agent,
      tid: world.partner,
      appid: world.partnerApp.clientId,
      amr: ['pwd', 'mfa'],
    });
    const keys = createLocalJWKSet({ keys: [...world.identity.keys.public] });
    const { payload } = await jwtVerify(body.id_token, keys, { audience: world.partnerApp.clientId });
    expect(payload).toMatchObject({
      nonce: 'n-2',
      oid: world.agent,
      iss: `${publicUrl}/${world.partner}/v2.0`,
    });
    const refreshed = await ask('/common/oauth2/token', {
      grant_type: 'refresh_token',
      refresh_token: body.refresh_token,
      ...credentials(world.partnerApp),
    });
    expect(refreshed.status).toBe(200);
  });

  test('works once, also for two who come at the same moment', async () => {
    const code = await codeOf();
    const answers = await Promise.all([redeem(code), redeem(code), redeem(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect((await redeem(code)).body).toMatchObject({ error: 'invalid_grant', error_codes: [70008] });
  });

  test('is for its application, its address and its verifier alone', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const text = () => query({ code_challenge: challenge, code_challenge_method: 'S256' });
    expect((await redeem(await codeOf(text()))).body.error_codes).toEqual([501481]);
    expect((await redeem(await codeOf(text()), { code_verifier: 'x'.repeat(43) })).body.error_codes).toEqual([
      501481,
    ]);
    expect((await redeem(await codeOf(text()), { code_verifier: verifier })).status).toBe(200);
    const elsewhere = await redeem(await codeOf(), { redirect_uri: 'https://tool.example/other' });
    expect(elsewhere.body.error_codes).toEqual([500112]);
    expect((await redeem(await codeOf(), credentials(world.otherApp))).body.error_codes).toEqual([70008]);
    expect((await redeem('never-made')).body.error_codes).toEqual([70008]);
  });

  test('is over after ten minutes', async () => {
    world.clock.now -= 601_000;
    const code = await codeOf().finally(() => {
      world.clock.now += 601_000;
    });
    expect((await redeem(code)).body.error_codes).toEqual([70008]);
  });
});

describe('a public application', () => {
  const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

  test('signs a person in without a secret, and each of its refresh tokens works once', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const back = 'http://localhost:50999/done';
    const text = query({
      client_id: publicApp,
      redirect_uri: back,
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
    });
    const form = {
      grant_type: 'authorization_code',
      client_id: publicApp,
      redirect_uri: back,
      code_verifier: verifier,
    };
    const first = await ask('/common/oauth2/v2.0/token', { ...form, code: await codeOf(text) });
    expect([first.status, first.body.error_description]).toEqual([200, undefined]);
    const refresh = (token: string) =>
      ask('/common/oauth2/v2.0/token', {
        grant_type: 'refresh_token',
        client_id: publicApp,
        refresh_token: token,
      });
    const second = await refresh(first.body.refresh_token);
    expect(second.status).toBe(200);
    // Used again, it was stolen from one of the two: neither keeps access.
    expect((await refresh(first.body.refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(second.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  test('gets nothing by itself', async () => {
    const alone = await ask(`/${world.partner}/oauth2/v2.0/token`, {
      grant_type: 'client_credentials',
      client_id: publicApp,
      scope: 'https://api.partnercenter.microsoft.com/.default',
    });
    expect(alone.body.error_codes).toEqual([700025]);
  });
});

describe('a device', () => {
  const begin = (fields: Record<string, string> = {}) =>
    ask('/common/oauth2/v2.0/devicecode', { client_id: publicApp, scope: 'openid', ...fields });
  const poll = (code: string) =>
    ask('/common/oauth2/v2.0/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: publicApp,
      device_code: code,
    });

  test('waits until the person lets it in, and then has their tokens, once', async () => {
    const { body } = await begin();
    expect(body).toMatchObject({ verification_uri: `${publicUrl}/device`, expires_in: 900, interval: 5 });
    expect(body.message).toContain(body.user_code);
    expect((await poll(body.device_code)).body).toMatchObject({
      error: 'authorization_pending',
      error_codes: [70016],
    });
    const typed = `${body.user_code.slice(0, 4).toLowerCase()} ${body.user_code.slice(4)}`;
    expect(plainUserCode(typed)).toBe(body.user_code);
    expect(await describeDevice(world.identity, person(), typed)).toMatchObject({ accepted: true });
    expect(await answerDevice(world.identity, person(), typed, true)).toMatchObject({ accepted: true });
    const got = await poll(body.device_code);
    expect([got.status, got.body.error_description]).toEqual([200, undefined]);
    expect(decodeJwt(got.body.access_token)).toMatchObject({ oid: world.agent, appid: publicApp });
    expect((await poll(body.device_code)).body.error_codes).toEqual([70019]);
    expect(await answerDevice(world.identity, person(), typed, true)).toMatchObject({
      refusal: { code: 'consent.device_unknown' },
    });
  });

  test('that is turned away is told so', async () => {
    const { body } = await begin();
    await answerDevice(world.identity, person(), body.user_code, false);
    expect((await poll(body.device_code)).body.error).toBe('authorization_declined');
  });

  test('of another partner waits under no code', async () => {
    const { body } = await begin();
    const stranger = person({ accountId: accountId(world.otherPartner) });
    expect(await describeDevice(world.identity, stranger, body.user_code)).toMatchObject({
      refusal: { code: 'consent.device_unknown' },
    });
  });

  test('in the older shape has numbers as strings and a word for its grant', async () => {
    const { body } = await ask('/common/oauth2/devicecode', {
      client_id: publicApp,
      resource: 'https://api.partnercenter.microsoft.com',
    });
    expect(body).toMatchObject({ verification_url: `${publicUrl}/device`, expires_in: '900', interval: '5' });
    await answerDevice(world.identity, person(), body.user_code, true);
    const got = await ask('/common/oauth2/token', {
      grant_type: 'device_code',
      client_id: publicApp,
      code: body.device_code,
      resource: 'https://api.partnercenter.microsoft.com',
    });
    expect([got.status, got.body.token_type]).toEqual([200, 'Bearer']);
  });
});

describe('a certificate', () => {
  const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  const sign = (fields: Record<string, unknown> = {}, head: Record<string, unknown> = {}, key = signer) => {
    const now = Math.floor(world.clock.now / 1000);
    return new SignJWT({
      iss: world.partnerApp.clientId,
      sub: world.partnerApp.clientId,
      aud: `${publicUrl}/${world.partner}/oauth2/v2.0/token`,
      jti: randomUUID(),
      nbf: now,
      exp: now + 600,
      ...fields,
    })
      .setProtectedHeader({ alg: 'RS256', 'x5t#S256': thumbprint.toString('base64url'), ...head })
      .sign(key);
  };
  const prove = async (assertion: Promise<string> | string, fields: Record<string, string> = {}) =>
    ask(`/${world.partner}/oauth2/v2.0/token`, {
      grant_type: 'client_credentials',
      client_id: world.partnerApp.clientId,
      scope: 'https://api.partnercenter.microsoft.com/.default',
      client_assertion_type: assertionType,
      client_assertion: await assertion,
      ...fields,
    });

  test('proves the application instead of a secret, named by either thumbprint', async () => {
    const { status, body } = await prove(sign());
    expect([status, body.error_description]).toEqual([200, undefined]);
    expect(decodeJwt(body.access_token)).toMatchObject({ appid: world.partnerApp.clientId });
    const sha1 = createHash('sha1').update('certificate').digest();
    const named = { 'x5t#S256': undefined, x5t: sha1.toString('base64url') };
    expect((await prove(sign({}, named))).status).toBe(200);
  });

  test('proves nothing twice, late, to others, for others, or unsigned by it', async () => {
    const used = await sign();
    await prove(used);
    const now = Math.floor(world.clock.now / 1000);
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const wrong = [
      used,
      sign({ exp: now - 400 }),
      sign({ exp: now + 90_000 }),
      sign({ aud: 'https://login.elsewhere.example/common/oauth2/v2.0/token' }),
      sign({ sub: world.otherApp.clientId }),
      sign({ jti: undefined }),
      sign({}, { 'x5t#S256': randomBytes(32).toString('base64url') }),
      sign({}, {}, other),
      'not.a.token',
    ];
    for (const assertion of wrong) {
      const { status, body } = await prove(assertion);
      expect([status, body.error_codes]).toEqual([401, [700027]]);
    }
    expect((await prove(sign(), { client_assertion_type: 'other' })).body.error_codes).toEqual([700030]);
    expect((await prove(sign(), { client_id: world.otherApp.clientId })).body.error_codes).toEqual([700027]);
  });
});
