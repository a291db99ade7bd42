import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newUuid } from '../packages/server/src/platform/new-id.ts';
import { asUser } from '../packages/server/src/testing/world-people.ts';
import { behaviourDifferences, documented, memberDifferences } from './differences.ts';
import { type Installation, openInstallation } from './installation.ts';
import { readShapes } from './replay.ts';

let kontor: Installation;
beforeAll(async () => {
  kontor = await openInstallation({ keys: 1 });
});
afterAll(() => kontor?.close());

const agent = () => asUser(kontor.world.partner, 'admin_agent');
const customer = () => kontor.world.partner.customers.DE!;
const users = () => `/v1/customers/${customer().id}/users`;
const newUser = () => ({
  userPrincipalName: `u${newUuid()}@${customer().domain}`,
  displayName: 'Differs',
  passwordProfile: { password: 'Turing-1936' },
});

/** A request for each difference of behaviour; true where Kontor does what the list says. */
const seen: Readonly<Record<string, () => Promise<boolean>>> = {
  'a new user is 201': async () => (await kontor.as(agent(), 'POST', users(), newUser())).status === 201,
  'a legal profile has an etag': async () => {
    const { json } = await kontor.as(agent(), 'GET', '/v1/profiles/legalbusiness');
    return /^-?\d+$/.test(json.attributes.etag);
  },
  'directory roles are named in the language asked for': async () => {
    const path = `/v1/customers/${customer().id}/directoryroles`;
    const { json } = await kontor.as(agent(), 'GET', path, undefined, { 'x-locale': 'tr-TR' });
    return json.items[0].name === 'Genel yönetici';
  },
  'a user is not made inactive by a change': async () => {
    const { json: user } = await kontor.as(agent(), 'POST', users(), newUser());
    const answer = await kontor.as(agent(), 'PATCH', `${users()}/${user.id}`, { state: 'inactive' });
    return answer.status === 400 && answer.json.code === 800002;
  },
  'the agreement status of another partner is refused alike whether it exists or not': async () => {
    const [theirs, nobodys] = await Promise.all(
      [kontor.world.stranger.id, newUuid()].map((id) =>
        kontor.as(agent(), 'GET', `/v1/compliance/csp/agreementstatus?tenantId=${id}`),
      ),
    );
    return theirs?.json.code === 2203 && theirs.text === nobodys?.text;
  },
};

describe('the list of differences', () => {
  test('names each member that an answer lacks or has besides, and no other', async () => {
    const shapes = await readShapes();
    const found = Object.entries(documented).flatMap(([name, members]) => {
      const [shape = '', ...inner] = name.split('.');
      const whole = inner.reduce<unknown>(
        (value, member) => (value as Record<string, unknown>)[member],
        shapes[shape],
      );
      const own = Object.keys(whole as object).map((member) => member.replace(/\?$/, ''));
      return [
        ...members.filter((member) => !own.includes(member)).map((member) => [name, member, 'left out']),
        ...own.filter((member) => !members.includes(member)).map((member) => [name, member, 'added']),
      ];
    });
    expect(memberDifferences.map(({ shape, member, kind }) => [shape, member, kind]).sort()).toEqual(
      found.sort(),
    );
  });

  test('has a request for each difference of behaviour, and each request its difference', () => {
    expect(behaviourDifferences.map(({ name }) => name).sort()).toEqual(Object.keys(seen).sort());
  });

  test.each(Object.entries(seen))('tells the truth: %s', async (_, look) => {
    expect(await look()).toBe(true);
  });

  test('gives each a reason', () => {
    for (const { reason } of [...memberDifferences, ...behaviourDifferences])
      expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });
});
