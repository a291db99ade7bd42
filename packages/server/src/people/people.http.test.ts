import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asUser } from '../testing/world-people.ts';
import { registerCustomerUsersWire } from './customer-user-wire-routes.ts';
import { registerLicencesWire } from './licence-wire-routes.ts';
import { registerPeopleKontor } from './people-routes.ts';

let database: TestDatabase;
let world: World;
let app: Awaited<ReturnType<typeof testApp>>;

beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database, { keys: 3 });
  app = await testApp({
    pools: database,
    world,
    register: ({ app: fastify, kontor, wire }) => {
      registerPeopleKontor(fastify, kontor);
      registerCustomerUsersWire(fastify, wire);
      registerLicencesWire(fastify, wire);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const send = async (who: Principal, method: Method, url: string, payload?: object, headers = {}) => {
  const response = await app.inject({
    method,
    url,
    headers: { ...by(who), ...headers },
    ...(payload ? { payload } : {}),
  });
  return {
    status: response.statusCode,
    text: response.body,
    json: response.body.startsWith('{') ? response.json() : {},
  };
};
const agent = () => asUser(world.partner, 'admin_agent');
const helpdesk = () => asUser(world.partner, 'helpdesk_agent');
const administrator = () => asUser(world.partner, 'global_administrator');
const customer = () => world.partner.customers.DE!;
const base = () => `/v1/customers/${customer().id}`;
const own = () => `/kontor/v1/customers/${customer().id}`;
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;
/** As text, numbers of 64 bits too. */
const textOf = (row: unknown) =>
  JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value));
const label = () => `u${newUuid().slice(-10)}`;

const wireUser = (name = label()) => ({
  UsageLocation: 'DE',
  Id: null,
  UserPrincipalName: `${name}@${customer().domain}`,
  FirstName: 'Ada',
  LastName: 'Lovelace',
  DisplayName: `Ada ${name}`,
  ImmutableId: null,
  PasswordProfile: { ForceChangePassword: true, Password: 'Turing-1936' },
  PhoneNumber: null,
  LastDirectorySyncTime: '0001-01-01T00:00:00',
  UserDomainType: 'none',
  State: 'active',
  SoftDeletionTime: null,
  Links: null,
  Attributes: { ObjectType: 'CustomerUser' },
});
const create = async (name = label()) => {
  const made = await send(agent(), 'POST', `${base()}/users/`, wireUser(name));
  expect(made.status, made.text).toBe(201);
  return made.json as { id: string; userPrincipalName: string; displayName: string };
};

describe('a user of a customer', () => {
  test('is made from Pascal names and nulls, and their password never comes back', async () => {
    const user = await create();
    expect(user).toEqual({
      usageLocation: 'DE',
      id: user.id,
      userPrincipalName: user.userPrincipalName,
      firstName: 'Ada',
      lastName: 'Lovelace',
      displayName: user.displayName,
      passwordProfile: { forceChangePassword: true },
      userDomainType: 'managed',
      state: 'active',
      links: {
        self: { uri: `/customers/${customer().id}/users/${user.id}`, method: 'GET', headers: [] },
      },
      attributes: { objectType: 'CustomerUser' },
    });
    const read = await send(helpdesk(), 'GET', `${base()}/users/${user.id}`);
    expect(read.json).toEqual(user);
    const [row] = await rows('select * from kontor.person where id = $1', [user.id]);
    expect(row).toMatchObject({ kind: 'customer_user', roles: ['user'], customer_id: customer().id });
    expect(textOf(row)).not.toContain('Turing-1936');
  });

  test('is made once by a request that is repeated', async () => {
    const id = newUuid();
    const body = wireUser();
    const first = await send(agent(), 'POST', `${base()}/users`, body, { 'ms-requestid': id });
    const again = await send(agent(), 'POST', `${base()}/users`, body, { 'ms-requestid': id });
    expect([first.status, again.text]).toEqual([201, first.text]);
    const other = await send(agent(), 'POST', `${base()}/users`, wireUser(), { 'ms-requestid': id });
    expect([other.status, other.json.code]).toEqual([400, 800002]);
  });

  test.each([
    ['of another domain', { UserPrincipalName: 'ada@elsewhere.example' }, 'userPrincipalName'],
    ['with a weak password', { PasswordProfile: { Password: 'aaaaaaaa' } }, 'passwordProfile.password'],
    ['without a password', { PasswordProfile: null }, 'passwordProfile.password'],
    ['of no country', { UsageLocation: 'Q9' }, 'usageLocation'],
  ])('%s is refused, and the field is named', async (_, change, field) => {
    const answer = await send(agent(), 'POST', `${base()}/users`, { ...wireUser(), ...change });
    expect([answer.status, answer.json.code], answer.text).toEqual([400, 800002]);
    expect(answer.json.data.join()).toContain(field);
  });

  test('two with one address are refused, also at once', async () => {
    const body = wireUser();
    const answers = await Promise.all([1, 2].map(() => send(agent(), 'POST', `${base()}/users`, body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const third = await send(agent(), 'POST', `${own()}/users`, {
      userName: body.UserPrincipalName,
      displayName: 'Ada',
      password: 'Turing-1936',
    });
    expect([third.status, third.json.code]).toEqual([409, 'email.taken']);
  });

  test('is changed by being sent back whole, and nothing changes that was not changed', async () => {
    const user = await create();
    const path = `${base()}/users/${user.id}`;
    const same = await send(agent(), 'PATCH', path, user);
    expect(same.json).toEqual(user);
    const changed = await send(agent(), 'PATCH', path, {
      ...user,
      firstName: 'Augusta',
      usageLocation: 'tr',
    });
    expect(changed.json).toEqual({ ...user, firstName: 'Augusta', usageLocation: 'TR' });
    const records = await rows(
      'select action, old_value, new_value from kontor.activity_pending where resource_id = $1 order by recorded_at',
      [user.id],
    );
    expect(records.map(({ action }) => action)).toEqual(['create_customer_user', 'update_customer_user']);
    expect([records[1].old_value.firstName, records[1].new_value.firstName]).toEqual(['Ada', 'Augusta']);
  });

  test('signs in with the new password alone, and is signed out everywhere', async () => {
    const user = await create();
    const [before] = await rows('select password_hash from kontor.person where id = $1', [user.id]);
    await rows(
      `insert into kontor.session (token_hash, id, account_id, person_id, portal, second_factor, address, user_agent, expires_at)
       values ($1, $2, $3, $4, 'customer', false, '', '', now() + interval '1 hour')`,
      [Buffer.from(user.id), newUuid(), world.partner.id, user.id],
    );
    const reset = await send(agent(), 'PATCH', `${base()}/users/${user.id}`, {
      passwordProfile: { password: 'Babbage-1822', forceChangePassword: false },
    });
    expect(reset.json.passwordProfile).toEqual({ forceChangePassword: false });
    const [after] = await rows('select password_hash from kontor.person where id = $1', [user.id]);
    expect(after.password_hash).not.toBe(before.password_hash);
    const [session] = await rows('select revoked_at from kontor.session where person_id = $1', [user.id]);
    expect(session.revoked_at).not.toBeNull();
    const [record] = await rows(
      `select * from kontor.activity_pending where resource_id = $1 and action = 'reset_customer_user_password'`,
      [user.id],
    );
    expect(JSON.stringify(record)).not.toContain('Babbage');
  });

  test('is deleted for 30 days in which they are listed as inactive and can be restored', async () => {
    const user = await create();
    const path = `${base()}/users/${user.id}`;
    for (const time of ['first', 'second'])
      expect((await send(agent(), 'DELETE', path)).status, time).toBe(204);
    const gone = await send(agent(), 'GET', path);
    expect(gone.json).toMatchObject({ state: 'inactive', softDeletionTime: expect.stringMatching(/Z$/) });
    const filter = encodeURIComponent('{"Field":"UserState","Value":"Inactive","Operator":"equals"}');
    const deleted = await send(agent(), 'GET', `${base()}/users?size=500&filter=${filter}`);
    expect(deleted.json.items.map(({ id }: { id: string }) => id)).toContain(user.id);
    const there = await send(agent(), 'GET', `${base()}/users?size=500`);
    expect(there.json.items.map(({ id }: { id: string }) => id)).not.toContain(user.id);
    const restored = await send(agent(), 'PATCH', path, { State: 'active', Attributes: null });
    expect(restored.json).toEqual(user);
    await send(agent(), 'DELETE', path);
    await rows(`update kontor.person set deleted_at = now() - interval '30 days' where id = $1`, [user.id]);
    const late = await send(agent(), 'PATCH', path, { State: 'active' });
    expect([late.status, late.json.code]).toEqual([404, 60002]);
    const next = await send(agent(), 'POST', `${base()}/users`, {
      ...wireUser(),
      UserPrincipalName: user.userPrincipalName,
    });
    expect(next.status, 'the address is free again').toBe(201);
  });

  test('cannot be made inactive but by deleting them', async () => {
    const user = await create();
    const answer = await send(agent(), 'PATCH', `${base()}/users/${user.id}`, { State: 'inactive' });
    expect([answer.status, answer.json.code]).toEqual([400, 800002]);
  });

  test('of another customer is not found, and is not changed', async () => {
    const user = await create();
    const other = `/v1/customers/${world.partner.customers.TR!.id}/users/${user.id}`;
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      const answer = await send(agent(), method, other, method === 'PATCH' ? { FirstName: 'X' } : undefined);
      expect([answer.status, answer.json.code], method).toEqual([404, 60002]);
    }
  });

  test('is nothing to an application alone, to a seller, and to another partner', async () => {
    const answers = await Promise.all(
      [asApp(world.partner), asUser(world.partner, 'sales_agent'), asUser(world.stranger, 'admin_agent')].map(
        (who) => send(who, 'GET', `${base()}/users`),
      ),
    );
    expect(answers.map(({ status, json }) => [status, json.code])).toEqual([
      [403, 900329],
      [403, 900150],
      [403, 20002],
    ]);
  });
});

describe('the list of users', () => {
  test('is followed page by page in both orders, and counts all', async () => {
    const prefix = label();
    const names = ['a', 'b', 'c'].map((letter) => `${prefix}${letter}`);
    for (const name of names) await create(name);
    const filter = encodeURIComponent(
      JSON.stringify({ Field: 'UserPrincipalName', Value: prefix.toUpperCase(), Operator: 'starts_with' }),
    );
    for (const direction of ['Ascending', 'Descending']) {
      const seen: string[] = [];
      let url = `${base()}/users?size=2&filter=${filter}&sortField=UserPrincipalName&sortDirection=${direction}`;
      let headers = {};
      for (let turn = 0; turn < 3; turn += 1) {
        const answer = await send(agent(), 'GET', url, undefined, headers);
        expect(answer.json.totalCount, answer.text).toBe(3);
        seen.push(...answer.json.items.map((user: { displayName: string }) => user.displayName.slice(4)));
        const { next } = answer.json.links;
        if (!next) break;
        url = `/v1${next.uri}`;
        headers = Object.fromEntries(
          next.headers.map(({ key, value }: Record<string, string>) => [key, value]),
        );
      }
      expect(seen).toEqual(direction === 'Ascending' ? names : names.toReversed());
    }
  });

  test.each([
    '?sortField=Age',
    '?sortDirection=sideways',
    '?filter=%7B%22Field%22%3A%22X%22%2C%22Value%22%3A%22%22%2C%22Operator%22%3A%22equals%22%7D',
  ])('refuses %s', async (query) => {
    const answer = await send(agent(), 'GET', `${base()}/users${query}`);
    expect([answer.status, answer.json.code]).toEqual([400, 800002]);
  });
});

describe('roles of the directory', () => {
  const company = '62e90394-69f5-4237-9190-012177145e10';
  const billing = 'b0f54661-2d74-4c50-afa3-1ec803f12efe';

  test('are named in the reader’s language', async () => {
    const english = await send(agent(), 'GET', `${base()}/directoryroles`);
    expect(english.json.items[0]).toEqual({
      name: 'Company Administrator',
      id: company,
      attributes: { objectType: 'DirectoryRole' },
    });
    const turkish = await send(agent(), 'GET', `${base()}/directoryroles`, undefined, {
      'x-locale': 'tr-TR',
    });
    expect(turkish.json.items[0].name).toBe('Genel yönetici');
  });

  test('are given and taken, twice is once, and only the first opens the customer’s portal', async () => {
    const user = await create();
    const member = { Id: user.id, DisplayName: null, UserPrincipalName: user.userPrincipalName };
    for (const role of [company, billing, billing]) {
      const added = await send(agent(), 'POST', `${base()}/directoryroles/${role}/usermembers`, member);
      expect(added.status, added.text).toBe(201);
      expect(added.json).toEqual({
        displayName: user.displayName,
        userPrincipalName: user.userPrincipalName,
        roleId: role,
        id: user.id,
        attributes: { objectType: 'UserMember' },
      });
    }
    const held = await send(agent(), 'GET', `${base()}/users/${user.id}/directoryroles`);
    expect(held.json.items.map(({ id }: { id: string }) => id)).toEqual([company, billing]);
    const [row] = await rows('select roles, directory_roles from kontor.person where id = $1', [user.id]);
    expect(row).toEqual({ roles: ['global_administrator'], directory_roles: ['billing_administrator'] });
    const members = await send(agent(), 'GET', `${base()}/directoryroles/${billing}/usermembers`);
    expect(members.json).toMatchObject({ totalCount: 1, items: [{ id: user.id, roleId: billing }] });
    for (const role of [company, company])
      expect(
        (await send(agent(), 'DELETE', `${base()}/directoryroles/${role}/usermembers/${user.id}`)).status,
      ).toBe(204);
    const [after] = await rows('select roles from kontor.person where id = $1', [user.id]);
    expect(after.roles).toEqual(['user']);
  });

  test('that are none are 404 / 1000, and users that are none 404 / 60002', async () => {
    const none = await send(agent(), 'GET', `${base()}/directoryroles/${newUuid()}/usermembers`);
    expect([none.status, none.json.code]).toEqual([404, 1000]);
    const nobody = await send(agent(), 'POST', `${base()}/directoryroles/${company}/usermembers`, {
      id: newUuid(),
    });
    expect([nobody.status, nobody.json.code]).toEqual([404, 60002]);
  });
});

describe('licences', () => {
  const seat = async (quantity: number) => {
    const { productId } = world.catalog.subscription.DE!;
    const { arrangePurchase } = await import('../testing/purchases.ts');
    const bought = await arrangePurchase(database.system, {
      customer: customer(),
      offer: world.catalog.subscription.DE!,
      at: Date.now() as never,
    });
    await rows(`update kontor.subscription set status = 'deleted' where customer_id = $1 and id <> $2`, [
      customer().id,
      bought.subscriptionId,
    ]);
    await rows(`update kontor.subscription set quantity = $2 where id = $1`, [
      bought.subscriptionId,
      quantity,
    ]);
    return productId;
  };

  test('come from what is bought, are assigned, run out, are taken, and die with the user', async () => {
    const productId = await seat(1);
    const skus = await send(
      agent(),
      'GET',
      `${base()}/subscribedskus?licenseGroupIds=group1&licenseGroupIds=group2`,
    );
    expect(skus.json).toMatchObject({
      totalCount: 1,
      items: [
        {
          availableUnits: 1,
          activeUnits: 1,
          consumedUnits: 0,
          suspendedUnits: 0,
          totalUnits: 1,
          warningUnits: 0,
          productSku: { skuPartNumber: `${productId}:0001`, targetType: 'User', licenseGroupId: 'group1' },
          capabilityStatus: 'Enabled',
        },
      ],
    });
    const others = await send(agent(), 'GET', `${base()}/subscribedskus?licenseGroupIds=group2`);
    expect(others.json.items).toEqual([]);
    const skuId = skus.json.items[0].productSku.id;
    const [ada, grace] = [await create(), await create()];
    const assign = { LicensesToAssign: [{ ExcludedPlans: null, SkuId: skuId }], LicensesToRemove: null };
    const both = await Promise.all(
      [ada, grace].map(({ id }) => send(agent(), 'POST', `${base()}/users/${id}/licenseupdates`, assign)),
    );
    expect(both.map(({ status, json }) => [status, json.code]).sort()).toEqual([
      [201, undefined],
      [400, 60012],
    ]);
    const [lucky, other] = both[0]?.status === 201 ? [ada, grace] : [grace, ada];
    const held = await send(agent(), 'GET', `${base()}/users/${lucky.id}/licenses`);
    expect(held.json.items).toMatchObject([
      { productSku: { id: skuId }, attributes: { objectType: 'License' } },
    ]);
    const full = await send(agent(), 'POST', `${own()}/users/${other.id}/seats`, {
      assign: [`${productId}:0001`],
    });
    expect([full.status, full.json.code, full.json.bought]).toEqual([409, 'seat.none_left', 1]);
    const taken = await send(agent(), 'POST', `${base()}/users/${lucky.id}/licenseupdates`, {
      licensesToRemove: [skuId],
    });
    expect(taken.status).toBe(201);
    expect((await send(agent(), 'GET', `${base()}/users/${lucky.id}/licenses`)).json.items).toEqual([]);
    await send(agent(), 'POST', `${base()}/users/${other.id}/licenseupdates`, assign);
    expect((await send(agent(), 'DELETE', `${base()}/users/${other.id}`)).status).toBe(204);
    const free = await send(agent(), 'GET', `${own()}/seats`);
    expect(free.json.items).toMatchObject([{ bought: 1, assigned: 0 }]);
  });

  test('of what nobody bought are refused by name', async () => {
    const { id } = await create();
    const answer = await send(agent(), 'POST', `${base()}/users/${id}/licenseupdates`, {
      licensesToAssign: [{ skuId: newUuid() }],
    });
    expect([answer.status, answer.json.code]).toEqual([400, 800002]);
  });

  test('say which products are looked after', async () => {
    const productId = await seat(2);
    const services = await send(agent(), 'GET', `${base()}/managedservices`);
    expect(services.json.items).toMatchObject([
      { id: productId, links: { serviceTicket: { uri: `/customers/${customer().id}/servicerequests` } } },
    ]);
  });
});

describe('people of the partner', () => {
  const users = '/kontor/v1/users';
  const make = async (roles: string[], who = administrator()) =>
    send(who, 'POST', users, { email: `${label()}@partner.example`, displayName: 'Grace Hopper', roles });

  test('are made with a password and a secret that are shown once and kept nowhere', async () => {
    const made = await make(['sales_agent', 'sales_agent', 'helpdesk_agent']);
    expect(made.status, made.text).toBe(201);
    expect(made.json).toMatchObject({ roles: ['sales_agent', 'helpdesk_agent'], secondFactor: true });
    const read = await send(administrator(), 'GET', `${users}/${made.json.id}`);
    expect(read.json).not.toHaveProperty('password');
    const [row] = await rows('select * from kontor.person where id = $1', [made.json.id]);
    expect(textOf(row)).not.toContain(made.json.password);
    const place = { table: 'person', row: made.json.id, tenant: world.partner.id };
    expect(await world.vault.open(place, row.totp_ciphertext, row.data_key_id)).toBe(made.json.totpSecret);
    const reset = await send(administrator(), 'POST', `${users}/${made.json.id}/credentials`);
    expect([reset.status, reset.json.password === made.json.password]).toEqual([200, false]);
  });

  test('are changed, disabled and removed, and a removed one’s address is free', async () => {
    const { json } = await make(['sales_agent']);
    const path = `${users}/${json.id}`;
    const changed = await send(administrator(), 'PATCH', path, { roles: ['billing_administrator'] });
    expect(changed.json.roles).toEqual(['billing_administrator']);
    const disabled = await send(administrator(), 'PATCH', path, { disabled: true });
    expect(disabled.json.disabled).toBe(true);
    expect((await send(administrator(), 'PATCH', path, { disabled: false })).json.disabled).toBe(false);
    expect((await send(administrator(), 'DELETE', path)).status).toBe(204);
    expect((await send(administrator(), 'GET', path)).status).toBe(404);
    const again = await send(administrator(), 'POST', users, {
      email: json.email,
      displayName: 'Grace',
      roles: ['sales_agent'],
    });
    expect(again.status).toBe(201);
    const listed = await send(administrator(), 'GET', `${users}?limit=500`);
    expect(listed.json.items.map(({ id }: { id: string }) => id)).not.toContain(json.id);
  });

  test('are never raised by who is no Global administrator', async () => {
    const manager = asUser(world.partner, 'user_management_administrator');
    const raised = await make(['global_administrator'], manager);
    expect([raised.status, raised.json.code]).toEqual([403, 'role_required']);
    const self = `${users}/${world.partner.users.user_management_administrator}`;
    expect((await send(manager, 'PATCH', self, { roles: ['global_administrator'] })).status).toBe(403);
    const theirs = `${users}/${world.partner.users.global_administrator}`;
    for (const [method, path, body] of [
      ['PATCH', theirs, { displayName: 'X' }],
      ['POST', `${theirs}/credentials`],
      ['DELETE', theirs],
    ] as const)
      expect((await send(manager, method, path, body)).status, `${method} ${path}`).toBe(403);
    expect((await make(['sales_agent'], manager)).status).toBe(201);
  });

  test('keep one Global administrator, also when two take each other’s role at once', async () => {
    const only = `${users}/${world.partner.users.global_administrator}`;
    for (const body of [{ roles: ['sales_agent'] }, { disabled: true }]) {
      const answer = await send(administrator(), 'PATCH', only, body);
      expect([answer.status, answer.json.code]).toEqual([409, 'user.last_administrator']);
    }
    expect((await send(administrator(), 'DELETE', only)).json.code).toBe('user.last_administrator');
    const { json } = await make(['global_administrator']);
    const both = await Promise.all(
      [only, `${users}/${json.id}`].map((path) =>
        send(administrator(), 'PATCH', path, { roles: ['global_administrator'], disabled: true }),
      ),
    );
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    await rows('update kontor.person set disabled_at = null where id = $1', [
      world.partner.users.global_administrator,
    ]);
    const left = await rows(
      `select id from kontor.person where account_id = $1 and disabled_at is null and 'global_administrator' = any (roles)`,
      [world.partner.id],
    );
    expect(left.length).toBeGreaterThan(0);
  });

  test('with an address that somebody has, or that is none, are refused', async () => {
    const { json } = await make(['sales_agent']);
    const body = { email: json.email.toUpperCase(), displayName: 'X', roles: ['sales_agent'] };
    expect((await send(administrator(), 'POST', users, body)).json.code).toBe('email.taken');
    const none = await send(administrator(), 'POST', users, { ...body, email: 'nobody' });
    expect([none.status, none.json.code]).toEqual([422, 'request.invalid']);
  });
});
