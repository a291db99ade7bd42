import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SignInInput } from './sign-in.ts';
import type { SignInMeta } from './sign-in-activity-store.ts';
import type { SignedIn } from './start-session.ts';
import {
  addPerson,
  codeAt,
  type IdentityFixture,
  identityFixture,
  password,
} from './testing/identity-fixture.ts';

let world: IdentityFixture;
beforeEach(async () => {
  world = await identityFixture();
});
afterEach(() => world?.drop());

const meta = (address = '203.0.113.7'): SignInMeta => ({
  address,
  userAgent: 'Browser/1',
  requestId: randomUUID(),
  correlationId: randomUUID(),
});
const agent = { email: 'agent@contoso.example', password, portal: 'partner' } as const;
const begin = (change: Partial<SignInInput> = {}, address?: string) =>
  world.identity.signIn({ ...agent, ...change }, meta(address));
const confirm = (pendingToken: string | undefined, code: string, address?: string) =>
  world.identity.confirmCode({ pendingToken, code }, meta(address));

async function pending(change: Partial<SignInInput> = {}): Promise<string> {
  const answer = await begin(change);
  if (!answer.accepted || answer.value.state !== 'code_required') throw new Error('no code was asked for');
  return answer.value.pendingToken;
}

async function signedIn(change: Partial<SignInInput> = {}): Promise<SignedIn> {
  world.clock.now += 60_000;
  const answer = await confirm(await pending(change), codeAt(world.clock.now));
  if (!answer.accepted) throw new Error(answer.refusal.code);
  return answer.value;
}

const wrongCode = () => (codeAt(world.clock.now) === '000000' ? '111111' : '000000');
const failed = { accepted: false, refusal: { code: 'sign_in.failed' } };

async function records() {
  const { rows } = await world.database.owner.query(
    'select * from kontor.activity_pending order by recorded_at, id',
  );
  return rows;
}

describe('signing in', () => {
  test('with password and code gives a session with a second factor, on record', async () => {
    const { principal, portal, csrfToken, sessionToken } = await signedIn();
    expect(principal).toMatchObject({
      kind: 'partner_user',
      accountId: world.partner,
      userId: world.agent,
      secondFactor: true,
    });
    expect(portal).toBe('partner');
    expect(Buffer.from(sessionToken, 'base64url')).toHaveLength(32);
    expect(await world.identity.sessions.find(sessionToken)).toEqual({ principal, csrfToken, portal });
    const [record] = await records();
    expect(record).toMatchObject({
      action: 'sign_in',
      outcome: 'succeeded',
      resource_id: principal.sessionId,
      person_name: 'Agent@contoso.example',
      address: '203.0.113.7',
    });
    const { rows } = await world.database.owner.query('select * from kontor.session');
    expect(JSON.stringify(rows)).not.toContain(sessionToken);
  });

  test('without an authenticator gives a session without a second factor', async () => {
    const answer = await begin({ email: 'plain@contoso.example' });
    expect(answer).toMatchObject({
      accepted: true,
      value: { state: 'signed_in', principal: { secondFactor: false } },
    });
  });

  test('answers an unknown e-mail, a wrong password and a disabled person alike, all on record', async () => {
    const disabled = await addPerson(world.database, world.vault, {
      accountId: world.partner,
      kind: 'partner_user',
      email: 'gone@contoso.example',
    });
    await world.database.owner.query('update kontor.person set disabled_at = now() where id = $1', [
      disabled,
    ]);
    for (const change of [
      { email: 'nobody@contoso.example' },
      { email: "' or 1=1 --\0" },
      { password: 'wrong' },
      { password: '' },
      { email: 'gone@contoso.example' },
      { password: 'wrong', portal: 'customer' as const },
    ]) {
      expect(await begin(change)).toEqual(failed);
    }
    const reasons = (await records()).map((row) => [row.action, row.account_id, row.details.reason]);
    expect(reasons).toEqual([
      ['sign_in_failed', world.installation, 'unknown_email'],
      ['sign_in_failed', world.installation, 'unknown_email'],
      ['sign_in_failed', world.partner, 'wrong_password'],
      ['sign_in_failed', world.partner, 'wrong_password'],
      ['sign_in_failed', world.partner, 'disabled'],
      ['sign_in_failed', world.partner, 'wrong_password'],
    ]);
    expect(JSON.stringify(await records())).not.toContain('nobody@');
  });

  test('costs an unknown e-mail as much as a wrong password', async () => {
    const cost = async (email: string, address: string) => {
      const started = performance.now();
      await begin({ email, password: 'wrong' }, address);
      return performance.now() - started;
    };
    // Taken in turns, and the fastest of each: whatever else the machine does slows both alike.
    let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let index = 0; index < 9; index += 1) {
      known = Math.min(known, await cost(agent.email, `198.51.100.${index}`));
      unknown = Math.min(unknown, await cost('nobody@contoso.example', `198.51.100.${index}`));
    }
    // The hash is most of the time: an answer without it would come in a fraction.
    expect(unknown).toBeGreaterThan(known * 0.6);
    expect(unknown).toBeLessThan(known * 1.6);
  });

  test.each([
    ['agent@contoso.example', 'customer'],
    ['agent@contoso.example', 'operator'],
    ['admin@tailspin.example', 'partner'],
    ['admin@tailspin.example', 'operator'],
    ['operator@kontor.example', 'partner'],
  ] as const)('of %s at the %s portal is refused after the right password only', async (email, portal) => {
    expect(await begin({ email, portal })).toEqual({
      accepted: false,
      refusal: { code: 'sign_in.wrong_portal' },
    });
    expect(await begin({ email, portal, password: 'wrong' })).toEqual(failed);
    const { rows } = await world.database.owner.query('select * from kontor.session');
    expect(rows).toHaveLength(0);
  });

  test.each([
    ['admin@tailspin.example', 'customer', 'customer_user'],
    ['operator@kontor.example', 'operator', 'operator'],
  ] as const)('of %s at the %s portal gives a session of their own kind', async (email, portal, kind) => {
    const { principal } = await signedIn({ email, portal });
    expect(principal.kind).toBe(kind);
    if (principal.kind === 'customer_user') expect(principal.customerId).toBe(world.customer);
  });
});

describe('the code', () => {
  test('is accepted one step early or late, and not two', async () => {
    world.clock.now = Math.floor(world.clock.now / 30_000) * 30_000 + 15_000;
    for (const [steps, right] of [
      [-2, false],
      [2, false],
      [-1, true],
      [0, true],
      [1, true],
    ] as const) {
      const code = codeAt(world.clock.now + steps * 30_000);
      expect((await confirm(await pending(), code)).accepted).toBe(right);
    }
  });

  test('works once, also when it is sent twice at once', async () => {
    const code = codeAt(world.clock.now);
    const [one, two] = [await pending(), await pending()];
    const answers = await Promise.all([confirm(one, code), confirm(two, code)]);
    expect(answers.filter((answer) => answer.accepted)).toHaveLength(1);
    expect(await confirm(await pending(), code)).toEqual(failed);
    expect((await records()).map((row) => row.details.reason)).toContain('used_code');
  });

  test('older than one that was used is refused', async () => {
    await confirm(await pending(), codeAt(world.clock.now));
    expect(await confirm(await pending(), codeAt(world.clock.now - 30_000))).toEqual(failed);
  });

  test('ends a pending sign-in once: not twice, not after five minutes, not without one', async () => {
    const notBegun = { accepted: false, refusal: { code: 'sign_in.not_begun' } };
    const token = await pending();
    expect((await confirm(token, codeAt(world.clock.now))).accepted).toBe(true);
    world.clock.now += 60_000;
    expect(await confirm(token, codeAt(world.clock.now))).toEqual(notBegun);
    const late = await pending();
    world.clock.now += 5 * 60_000;
    expect(await confirm(late, codeAt(world.clock.now))).toEqual(notBegun);
    expect(await confirm(undefined, codeAt(world.clock.now))).toEqual(notBegun);
    expect(await confirm('made up', codeAt(world.clock.now))).toEqual(notBegun);
  });

  test('may be wrong before it is right, but not of a person disabled meanwhile', async () => {
    const token = await pending();
    expect(await confirm(token, wrongCode())).toEqual(failed);
    expect(await confirm(token, '12345x')).toEqual(failed);
    await world.database.owner.query('update kontor.person set disabled_at = now() where id = $1', [
      world.agent,
    ]);
    expect(await confirm(token, codeAt(world.clock.now))).toEqual(failed);
    await world.database.owner.query('update kontor.person set disabled_at = null where id = $1', [
      world.agent,
    ]);
    expect((await confirm(token, codeAt(world.clock.now))).accepted).toBe(true);
  });
});

describe('attempts', () => {
  const blocked = { accepted: false, refusal: { code: 'sign_in.too_many_attempts' } };

  test('of one account are ten in fifteen minutes, then the right password waits too', async () => {
    for (let index = 0; index < 10; index += 1) {
      expect(await begin({ password: 'wrong' }, `198.51.100.${index}`)).toEqual(failed);
    }
    const answer = await begin({ email: 'AGENT@contoso.example' });
    expect(answer).toMatchObject(blocked);
    if (answer.accepted || answer.refusal.code !== 'sign_in.too_many_attempts') throw new Error();
    expect(answer.refusal.retryAfterSeconds).toBeGreaterThan(890);
    expect(answer.refusal.retryAfterSeconds).toBeLessThanOrEqual(900);
    world.clock.now += answer.refusal.retryAfterSeconds * 1000;
    expect((await begin()).accepted).toBe(true);
  });

  test('of an account that nobody has are limited the same', async () => {
    for (let index = 0; index < 10; index += 1) await begin({ email: 'x@y.example' }, `198.51.100.${index}`);
    expect(await begin({ email: 'x@y.example' })).toMatchObject(blocked);
  });

  test('of one address are thirty, over all accounts', async () => {
    for (let index = 0; index < 30; index += 1) {
      expect(await begin({ email: `nobody-${index}@y.example` })).toEqual(failed);
    }
    expect(await begin()).toMatchObject(blocked);
    expect((await begin({}, '198.51.100.99')).accepted).toBe(true);
  });

  test('with codes count as well, and a full sign-in forgets them', async () => {
    const token = await pending();
    for (let index = 0; index < 9; index += 1) expect(await confirm(token, wrongCode())).toEqual(failed);
    expect((await confirm(token, codeAt(world.clock.now))).accepted).toBe(true);
    world.clock.now += 60_000;
    const next = await pending();
    for (let index = 0; index < 10; index += 1) await confirm(next, wrongCode(), `198.51.100.${index}`);
    expect(await confirm(next, codeAt(world.clock.now))).toMatchObject(blocked);
    expect(await begin()).toMatchObject(blocked);
  });

  test('sent at once are all counted', async () => {
    const guesses = Array.from({ length: 25 }, (_, index) =>
      begin({ password: `guess ${index}` }, `198.51.100.${index}`),
    );
    const answers = await Promise.all(guesses);
    const tried = answers.filter((answer) => !answer.accepted && answer.refusal.code === 'sign_in.failed');
    expect(tried).toHaveLength(10);
  });

  test('that were right are not counted', async () => {
    for (let index = 0; index < 12; index += 1) expect((await begin()).accepted).toBe(true);
    const { rows } = await world.database.owner.query('select * from kontor.sign_in_attempt');
    expect(rows).toHaveLength(0);
  });
});
