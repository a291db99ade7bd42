import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { csrfTokenFor, isCsrfTokenOf, sessionKey } from './session-token.ts';
import type { SignInMeta } from './sign-in-activity-store.ts';
import { sweepIdentity } from './sweep-identity.ts';
import { type IdentityFixture, identityFixture, password } from './testing/identity-fixture.ts';

let world: IdentityFixture;
beforeEach(async () => {
  world = await identityFixture();
});
afterEach(() => world?.drop());

const meta = (userAgent = 'Browser/1'): SignInMeta => ({
  address: '203.0.113.7',
  userAgent,
  requestId: randomUUID(),
  correlationId: randomUUID(),
});

const minute = 60_000;
const later = 4_000;

async function session(userAgent?: string) {
  const input = { email: 'plain@contoso.example', password, portal: 'partner' } as const;
  const answer = await world.identity.signIn(input, meta(userAgent));
  if (!answer.accepted || answer.value.state !== 'signed_in') throw new Error('no session');
  return answer.value;
}

const find = (token: string) => world.identity.sessions.find(token);

describe('a session', () => {
  test('ends an hour after it was last used, to the millisecond', async () => {
    const { sessionToken } = await session();
    world.clock.now += 60 * minute - 1;
    expect(await find(sessionToken)).toBeDefined();
    world.clock.now += 60 * minute - 1;
    expect(await find(sessionToken)).toBeDefined();
    world.clock.now += 60 * minute;
    expect(await find(sessionToken)).toBeUndefined();
  });

  test('ends twelve hours after it began, however much it is used', async () => {
    const { sessionToken } = await session();
    for (let used = 0; used < 12 * 60 - 30; used += 30) {
      world.clock.now += 30 * minute;
      expect(await find(sessionToken)).toBeDefined();
    }
    world.clock.now += 30 * minute;
    expect(await find(sessionToken)).toBeUndefined();
  });

  test('is nothing without its token', async () => {
    await session();
    for (const token of ['', 'made up', 'x'.repeat(101), '\0']) expect(await find(token)).toBeUndefined();
  });

  test('ends when its person is disabled', async () => {
    const { sessionToken } = await session();
    expect(await find(sessionToken)).toBeDefined();
    await world.database.owner.query('update kontor.person set disabled_at = now()');
    world.clock.now += later;
    expect(await find(sessionToken)).toBeUndefined();
  });

  test('ends at once when it is signed out, with its record', async () => {
    const { sessionToken, principal } = await session();
    expect(await find(sessionToken)).toBeDefined();
    await world.identity.sessions.signOut(principal, meta());
    expect(await find(sessionToken)).toBeUndefined();
    await world.identity.sessions.signOut(principal, meta());
    const { rows } = await world.database.owner.query(
      'select action, resource_id from kontor.activity_pending order by recorded_at',
    );
    expect(rows).toEqual([
      { action: 'sign_in', resource_id: principal.sessionId },
      { action: 'sign_out', resource_id: principal.sessionId },
    ]);
  });

  test('survives a restart', async () => {
    const { sessionToken } = await session();
    await world.restart();
    expect(await find(sessionToken)).toBeDefined();
  });
});

describe("a person's sessions", () => {
  test('are listed to them and revocable by them', async () => {
    const [here, there] = [await session('Here/1'), await session('There/1')];
    const listed = await world.identity.sessions.list(here.principal);
    expect(listed.map(({ userAgent, current, address }) => ({ userAgent, current, address }))).toEqual(
      expect.arrayContaining([
        { userAgent: 'Here/1', current: true, address: '203.0.113.7' },
        { userAgent: 'There/1', current: false, address: '203.0.113.7' },
      ]),
    );
    expect(await find(there.sessionToken)).toBeDefined();
    const other = there.principal.sessionId ?? '';
    expect((await world.identity.sessions.revoke(here.principal, other, meta())).accepted).toBe(true);
    expect(await find(there.sessionToken)).toBeUndefined();
    expect(await find(here.sessionToken)).toBeDefined();
    expect(await world.identity.sessions.list(here.principal)).toHaveLength(1);
  });

  test('do not exist for anybody else, nor twice, nor by what is no id', async () => {
    const { principal, sessionToken } = await session();
    const mine = principal.sessionId ?? '';
    const stranger = { ...principal, userId: world.agent } as typeof principal; // another person of the account
    const notFound = { accepted: false, refusal: { code: 'session.not_found' } };
    expect(await world.identity.sessions.list(stranger)).toEqual([]);
    expect(await world.identity.sessions.revoke(stranger, mine, meta())).toEqual(notFound);
    expect(await find(sessionToken)).toBeDefined();
    for (const id of ['x', '', "' or ''='", randomUUID()]) {
      expect(await world.identity.sessions.revoke(principal, id, meta())).toEqual(notFound);
    }
    expect((await world.identity.sessions.revoke(principal, mine, meta())).accepted).toBe(true);
    expect(await world.identity.sessions.revoke(principal, mine, meta())).toEqual(notFound);
  });
});

test('the CSRF token belongs to one session and does not give the session away', async () => {
  const [one, two] = [await session(), await session()];
  expect(one.csrfToken).toBe(csrfTokenFor(one.sessionToken));
  expect(isCsrfTokenOf(one.sessionToken, one.csrfToken)).toBe(true);
  for (const wrong of [two.csrfToken, '', one.sessionToken, `${one.csrfToken}x`]) {
    expect(isCsrfTokenOf(one.sessionToken, wrong)).toBe(false);
  }
  expect(one.csrfToken).not.toBe(sessionKey(one.sessionToken).toString('base64url'));
});

test('what has expired is swept away, what lives stays', async () => {
  const { sessionToken } = await session();
  await world.identity.signIn({ email: 'x@y.example', password: 'x', portal: 'partner' }, meta());
  await sweepIdentity(world.database.system, world.clock.now);
  expect(await find(sessionToken)).toBeDefined();
  await sweepIdentity(world.database.system, world.clock.now + 40 * 24 * 60 * minute);
  const { rows } = await world.database.owner.query(
    'select (select count(*)::int from kontor.session) as sessions, (select count(*)::int from kontor.sign_in_attempt) as attempts',
  );
  expect(rows).toEqual([{ sessions: 0, attempts: 0 }]);
});
