import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../packages/server/src/platform/http/context.ts';
import { asApp, asUser } from '../packages/server/src/testing/world-people.ts';
import { type Installation, openInstallation } from './installation.ts';

let kontor: Installation;
let person: Principal;
let clientId: string;
const redirectUri = 'https://tool.example/back';

beforeAll(async () => {
  kontor = await openInstallation();
  const { partner } = kontor.world;
  clientId = partner.clientId;
  person = inBrowser(asUser(partner, 'admin_agent'));
  await kontor.sql('update kontor.application set redirect_uris = $2 where client_id = $1', [
    clientId,
    [redirectUri],
  ]);
});
afterAll(() => kontor?.close());

const inBrowser = (who: Principal, secondFactor = true): Principal =>
  ({ ...who, sessionId: randomUUID(), secondFactor }) as Principal; // of a person

const asked = (fields: Record<string, string> = {}): string =>
  new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'https://api.partnercenter.microsoft.com/user_impersonation',
    state: 's',
    ...fields,
  }).toString();

const answer = (who: Principal, fields: Record<string, string> = {}, approved = true) =>
  kontor.as(who, 'POST', '/kontor/v1/consents', { version: 'v2', query: asked(fields), approved });

const describeAsked = (who: Principal, fields: Record<string, string> = {}) =>
  kontor.as(
    who,
    'GET',
    `/kontor/v1/consents?${new URLSearchParams({ version: 'v2', query: asked(fields) })}`,
  );

describe('an application that asks to act for somebody', () => {
  test('is shown with its partner and where the browser goes, and gets a code when they agree', async () => {
    expect((await describeAsked(person)).json).toMatchObject({
      application: { clientId },
      returnsTo: 'tool.example',
    });
    const agreed = await answer(person);
    expect(agreed.status).toBe(200);
    expect(new URL(agreed.json.uri).searchParams.get('code')).toMatch(/^[\w-]{43}$/);
    const [record] = await kontor.sql(
      "select resource_id, details, outcome from kontor.activity_pending where action = 'consent_application'",
    );
    expect(record).toMatchObject({ resource_id: clientId, details: { approved: true, how: 'code' } });
  });

  test('is told when they decline', async () => {
    const declined = await answer(person, {}, false);
    expect(new URL(declined.json.uri).searchParams.get('error')).toBe('access_denied');
  });

  const refused: [string, () => Promise<{ status: number; json: { code: string } }>, number, string][] = [
    ['is unknown', () => answer(person, { client_id: randomUUID() }), 404, 'consent.application_unknown'],
    [
      'wants to return elsewhere',
      () => answer(person, { redirect_uri: 'https://evil.example/' }),
      422,
      'consent.redirect_unknown',
    ],
    [
      'asks in a way that nobody answers',
      () => answer(person, { response_type: 'token' }),
      422,
      'consent.request_invalid',
    ],
    [
      'is another partner’s',
      () => answer(inBrowser(asUser(kontor.world.stranger, 'admin_agent'))),
      403,
      'consent.not_for_you',
    ],
    [
      'asks somebody without a second factor',
      () => answer(inBrowser(asUser(kontor.world.partner, 'admin_agent'), false)),
      403,
      'consent.second_factor',
    ],
    [
      'shows a code that no device waits under',
      () => kontor.as(person, 'POST', '/kontor/v1/device-codes/BCDFGHJKL', { approved: true }),
      404,
      'consent.device_unknown',
    ],
  ];
  test.each(refused)('%s: nothing is given', async (_name, ask, status, code) => {
    const outcome = await ask();
    expect([outcome.status, outcome.json.code]).toEqual([status, code]);
  });

  test('cannot agree for itself, nor can a token of a person', async () => {
    expect((await answer(asApp(kontor.world.partner))).json.code).toBe('user_required');
    expect((await answer(asUser(kontor.world.partner, 'admin_agent'))).json.code).toBe('user_required');
  });
});
