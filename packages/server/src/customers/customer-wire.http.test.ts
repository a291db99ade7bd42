import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realNow } from '../platform/clock.ts';
import type { Principal } from '../platform/http/context.ts';
import { verifyPassword } from '../platform/identity/passwords.ts';
import { newUuid } from '../platform/new-id.ts';
import { testDatabase } from '../testing/database.ts';
import { arrangePurchase } from '../testing/purchases.ts';
import { by, testApp } from '../testing/test-app.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { buildWorld, type World } from '../testing/world.ts';
import { asApp, asUser } from '../testing/world-people.ts';
import { registerCustomersKontor, registerCustomersWire } from './customer-routes.ts';

let database: TestDatabase;
let world: World;
let app: FastifyInstance;
beforeAll(async () => {
  database = await testDatabase();
  world = await buildWorld(database);
  app = await testApp({
    pools: database,
    world,
    register: (surfaces) => {
      registerCustomersKontor(surfaces.app, surfaces.kontor);
      registerCustomersWire(surfaces.app, surfaces.wire);
    },
  });
});
afterAll(async () => {
  await app?.close();
  await world?.dispose();
  await database?.drop();
});

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const send = async (
  method: Method,
  url: string,
  {
    who = agent(),
    body,
    headers = {},
  }: { who?: Principal; body?: unknown; headers?: Record<string, string> } = {},
) => {
  const response = await app.inject({
    method,
    url,
    headers: {
      ...by(who),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  return {
    status: response.statusCode,
    json: response.body === '' ? undefined : response.json(),
    headers: response.headers,
  };
};
const agent = () => asUser(world.partner, 'admin_agent');
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;

let number = 0;
const newDomain = () => {
  number += 1;
  return `new-${number}.example`;
};
const address = {
  Country: 'US',
  City: 'Redmond',
  State: 'wa',
  AddressLine1: 'One Way',
  PostalCode: '98052',
  FirstName: 'Ada',
  LastName: 'Byron',
  PhoneNumber: '4255550101',
};
const newBody = (domain: string, more: { address?: object; company?: object } = {}) => ({
  Id: null,
  CompanyProfile: { Domain: domain, TenantId: null, ...more.company },
  BillingProfile: {
    Email: 'ada@new.example',
    Culture: 'en-US',
    Language: 'en',
    CompanyName: 'New Customer',
    DefaultAddress: { ...address, AddressLine2: null, Region: null, ...more.address },
    Attributes: { ObjectType: 'CustomerBillingProfile' },
  },
  Attributes: { ObjectType: 'Customer' },
});
const created = async (who = agent()) => {
  const answer = await send('POST', '/v1/customers', { who, body: newBody(newDomain()) });
  expect(answer.status, JSON.stringify(answer.json)).toBe(201);
  return answer.json;
};

describe('a new customer', () => {
  test('is made from a Pascal body with nulls, and its password is shown once and stored as a hash', async () => {
    const domain = newDomain();
    const key = newUuid();
    const request = { body: newBody(domain.toUpperCase()), headers: { 'ms-requestid': key } };
    const first = await send('POST', '/v1/customers', request);
    expect(first.status).toBe(201);
    const { userCredentials, companyProfile, billingProfile, id } = first.json;
    expect(first.headers.location).toBe(`/customers/${id}`);
    expect(userCredentials.userName).toBe('admin');
    expect(companyProfile).toMatchObject({ tenantId: id, domain, companyName: 'New Customer' });
    expect(billingProfile.defaultAddress).toMatchObject({ country: 'US', state: 'WA', postalCode: '98052' });
    const [person] = await rows('select * from kontor.person where customer_id = $1', [id]);
    expect(person).toMatchObject({ email: `admin@${domain}`, roles: ['global_administrator'] });
    expect(await verifyPassword(person.password_hash, userCredentials.password)).toBe(true);

    const again = await send('POST', '/v1/customers', request);
    expect(again.status).toBe(201);
    expect(again.json).toEqual({ ...first.json, userCredentials: undefined });
    const kept = await rows('select answer::text as answer from kontor.idempotency');
    expect(kept.map(({ answer }) => answer).join()).not.toContain(userCredentials.password);
    const log = await rows('select activity_pending::text as text from kontor.activity_pending');
    expect(log.map(({ text }) => text).join()).not.toContain(userCredentials.password);
    const { userCredentials: _shown, ...customer } = first.json;
    expect((await send('GET', `/v1/customers/${id}`)).json).toEqual(customer);
  });

  test('is on record with what it is called, and told of', async () => {
    const { id } = await created();
    const records = await rows(
      'select action, customer_id from kontor.activity_pending where customer_id = $1',
      [id],
    );
    expect(records.map(({ action }) => action).sort()).toEqual(['add_customer', 'create_customer_user']);
    const events = await rows('select type from kontor.event where aggregate_id = $1', [id]);
    expect(events).toEqual([{ type: 'customer.created' }]);
  });

  test('has a domain that nobody else has, whosever customer they are', async () => {
    const domain = newDomain();
    expect((await send('HEAD', `/v1/domains/${domain}`)).status).toBe(404);
    const bodies = [agent(), asUser(world.stranger, 'admin_agent'), agent()].map((who) =>
      send('POST', '/v1/customers', { who, body: newBody(domain) }),
    );
    const answers = await Promise.all(bodies);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect((await send('HEAD', `/v1/domains/${domain.toUpperCase()}`)).status).toBe(200);
  });

  test.each([
    ['DE', { organizationRegistrationNumber: '1' }, {}, 600002],
    ['HU', {}, {}, 600049],
    ['HU', { organizationRegistrationNumber: '123' }, {}, 600050],
    ['HU', { organizationRegistrationNumber: '12345678-1-12' }, { PhoneNumber: null }, 600051],
  ])('in %s with %j is refused with its own number', async (country, company, more, code) => {
    const place = { Country: country, State: null, PostalCode: country === 'HU' ? '1011' : '10115' };
    const body = newBody(newDomain(), { company, address: { ...place, ...more } });
    const answer = await send('POST', '/v1/customers', { body });
    expect([answer.status, answer.json.code]).toEqual([400, code]);
  });

  test('keeps the number of its register where the country has one', async () => {
    const company = { organizationRegistrationNumber: '12345678-1-12' };
    const place = { Country: 'HU', State: null, PostalCode: '1011' };
    const body = newBody(newDomain(), { company, address: place });
    const { json } = await send('POST', '/v1/customers', { body });
    expect(json.companyProfile).toMatchObject(company);
  });

  test.each([
    [{ PostalCode: '1234' }, 'postalCode'],
    [{ State: 'XX' }, 'state'],
    [{ State: null }, 'state'],
    [{ City: null }, 'city'],
    [{ Country: 'ZZ' }, 'country'],
  ])('with %j in its address is refused, and the field is named', async (more, field) => {
    const answer = await send('POST', '/v1/customers', { body: newBody(newDomain(), { address: more }) });
    expect([answer.status, answer.json.code]).toEqual([400, 800002]);
    expect(answer.json.data[0]).toContain(`defaultAddress.${field}`);
  });
});

describe('profiles', () => {
  test('are for users, not for an application alone', async () => {
    const { id } = await created();
    for (const name of ['company', 'billing']) {
      const path = `/v1/customers/${id}/profiles/${name}`;
      expect((await send('GET', path)).status).toBe(200);
      const alone = await send('GET', path, { who: asApp(world.partner) });
      expect([alone.status, alone.json.code]).toEqual([403, 900329]);
    }
  });

  test('of billing are put whole with the etag that was read; an old one is refused', async () => {
    const { id } = await created();
    const path = `/v1/customers/${id}/profiles/billing`;
    const profile = (await send('GET', path)).json;
    expect(profile.attributes.etag).toMatch(/^-?\d+$/);
    const body = {
      ...profile,
      companyName: 'Renamed',
      defaultAddress: { ...profile.defaultAddress, city: 'Seattle' },
    };
    const changed = await send('PUT', path, { body });
    expect(changed.status).toBe(200);
    expect(changed.json).toMatchObject({ companyName: 'Renamed', defaultAddress: { city: 'Seattle' } });
    expect(changed.json.attributes.etag).not.toBe(profile.attributes.etag);
    expect((await send('GET', path)).json).toEqual(changed.json);
    const stale = await send('PUT', path, { body });
    expect([stale.status, stale.json.code]).toEqual([412, 800036]);
    const byHeader = await send('PUT', path, {
      body: changed.json,
      headers: { 'if-match': profile.attributes.etag },
    });
    expect([byHeader.status, byHeader.json.code]).toEqual([412, 800036]);
    const moved = {
      ...changed.json,
      defaultAddress: { ...changed.json.defaultAddress, country: 'DE', postalCode: '10115', state: null },
    };
    expect((await send('PUT', path, { body: moved })).json.data[0]).toMatch(/country: must stay US/);
  });
});

describe('countries', () => {
  test('say what addresses are to be, in the recorded members', async () => {
    const { status, json } = await send('GET', '/v1/countryvalidationrules/us');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      iso2Code: 'US',
      defaultCulture: 'en-US',
      isStateRequired: true,
      supportedLanguagesList: ['en', 'es'],
      supportedCulturesList: ['en-US', 'es-US'],
      postalCodeRegex: '^\\d{5}(-\\d{4})?$',
      phoneNumberRegex: '^(1[\\-\\/\\.]?)?(\\((\\d{3})\\)|(\\d{3}))[\\-\\/\\.]?(\\d{3})[\\-\\/\\.]?(\\d{4})$',
      countryCallingCodesList: ['1'],
      attributes: { objectType: 'CountryValidationRules' },
    });
    expect(json.supportedStatesList).toHaveLength(51);
  });

  test('are known all 248, each with patterns that are patterns and a way to be called', async () => {
    const markets = await rows('select distinct code from kontor.market');
    expect(markets).toHaveLength(248);
    for (const { code } of markets) {
      const { status, json } = await send('GET', `/v1/countryvalidationrules/${code}`);
      expect(status, code).toBe(200);
      if (json.postalCodeRegex) expect(() => new RegExp(json.postalCodeRegex)).not.toThrow();
      expect(json.countryCallingCodesList.length, code).toBeGreaterThan(0);
      expect(json.supportedCulturesList.length, code).toBeGreaterThan(0);
    }
    const unknown = await send('GET', '/v1/countryvalidationrules/ZZ');
    expect([unknown.status, unknown.json.code]).toEqual([400, 800070]);
  });

  test.each([
    [
      { country: 'US', addressLine1: 'One Way', city: 'Redmond', state: 'WA', postalCode: '98052' },
      'Verified',
      1,
    ],
    [
      { country: 'us', addressLine1: 'One  Way', city: 'Redmond', state: 'wa', postalCode: '98052' },
      'InteractionRequired',
      1,
    ],
    [{ country: 'US', addressLine1: 'One Way', city: 'Redmond', state: 'WA', postalCode: '9805' }, 'None', 0],
    [{ country: 'AE', addressLine1: 'One Way', city: 'Dubai' }, 'NotValidated', 0],
  ])('judge the address %j as %s', async (body, status, count) => {
    const answer = await send('POST', '/v1/validations/address', { body });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ originalAddress: body, status });
    expect(answer.json.suggestedAddresses).toHaveLength(count);
  });
});

describe('agreements', () => {
  const template = '117a77b0-9360-443b-8795-c6dedc750cf9';
  const consent = {
    PrimaryContact: { FirstName: 'Ada', LastName: 'Byron', Email: 'ada@new.example', PhoneNumber: null },
    TemplateId: template,
    DateAgreed: '2025-08-24T00:00:00',
    Type: 'MicrosoftCustomerAgreement',
    AgreementLink: null,
  };

  test('are put on record once, and listed by their type', async () => {
    const { id } = await created();
    const path = `/v1/customers/${id}/agreements`;
    const answers = await Promise.all([1, 2, 3].map(() => send('POST', path, { body: consent })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const [first] = answers.filter(({ status }) => status === 201);
    expect(first?.json).toEqual({
      primaryContact: { firstName: 'Ada', lastName: 'Byron', email: 'ada@new.example' },
      templateId: template,
      dateAgreed: '2025-08-24T00:00:00.000Z',
      type: 'MicrosoftCustomerAgreement',
      userId: world.partner.users.admin_agent,
    });
    const [refused] = answers.filter(({ status }) => status === 409);
    expect(refused?.json.code).toBe(600061);
    expect((await send('GET', path)).json.totalCount).toBe(0);
    for (const type of ['*', 'microsoftcustomeragreement'])
      expect((await send('GET', `${path}?agreementType=${type}`)).json).toMatchObject({
        totalCount: 1,
        items: [{ templateId: template, agreementLink: 'https://aka.ms/customeragreement' }],
      });
    expect((await send('GET', `${path}?agreementType=other`)).status).toBe(400);
  });

  test('by an application alone name the user who answers for them', async () => {
    const { id } = await created();
    const path = `/v1/customers/${id}/agreements`;
    const who = asApp(world.partner);
    const without = await send('POST', path, { who, body: consent });
    expect([without.status, without.json.data[0]]).toEqual([400, expect.stringContaining('userId')]);
    const stranger = { ...consent, UserId: world.stranger.users.admin_agent };
    expect((await send('POST', path, { who, body: stranger })).status).toBe(400);
    const named = { ...consent, UserId: world.partner.users.sales_agent };
    const answer = await send('POST', path, { who, body: named });
    expect([answer.status, answer.json.userId]).toEqual([201, world.partner.users.sales_agent]);
  });

  test('are refused with another template, a type that is not its own, or a day to come', async () => {
    const { id } = await created();
    const path = `/v1/customers/${id}/agreements`;
    const unknown = await send('POST', path, { body: { ...consent, TemplateId: newUuid() } });
    expect([unknown.status, unknown.json.code]).toEqual([404, 1000]);
    for (const [body, field] of [
      [{ ...consent, Type: 'MicrosoftCloudAgreement' }, 'type'],
      [{ ...consent, DateAgreed: '2999-01-01T00:00:00Z' }, 'dateAgreed'],
      [{ ...consent, DateAgreed: 'soon' }, 'dateAgreed'],
    ] as const)
      expect((await send('POST', path, { body })).json.data[0]).toContain(field);
  });

  test('have templates with a document for each language and country', async () => {
    const all = await send('GET', '/v1/agreements');
    expect(all.json).toMatchObject({ totalCount: 2, links: { self: { uri: '/agreements' } } });
    const one = await send('GET', '/v1/agreements?agreementType=MicrosoftCustomerAgreement');
    expect(one.json.items.map((item: { templateId: string }) => item.templateId)).toEqual([template]);
    const path = `/v1/agreementtemplates/${template}/document`;
    const document = await send('GET', `${path}?language=de-DE&country=DE`);
    expect(document.json).toMatchObject({ language: 'de-DE', country: 'DE' });
    expect((await send('GET', path)).json).toMatchObject({ language: 'en-US', country: 'US' });
    expect((await send('GET', `${path}?country=de`)).status).toBe(400);
    const { id } = await created();
    expect(
      (await send('GET', `/v1/customers/${id}/directSignedMicrosoftCustomerAgreementStatus`)).json,
    ).toEqual({
      isSigned: false,
    });
  });
});

describe('qualifications', () => {
  test('are kept in both forms; one that needs a code is refused', async () => {
    const { id } = await created();
    const [many, single] = [`/v1/customers/${id}/qualifications`, `/v1/customers/${id}/qualification`];
    expect((await send('GET', many)).json).toEqual([]);
    expect((await send('GET', single)).json).toBe('None');
    const posted = await send('POST', many, { body: { Qualification: 'education' } });
    expect(posted.status).toBe(201);
    expect(posted.json).toMatchObject({ qualification: 'Education', vettingStatus: 'Approved' });
    expect((await send('PUT', single, { body: 'Nonprofit' })).json).toBe('Nonprofit');
    const listed = (await send('GET', many)).json as { qualification: string }[];
    expect(listed.map(({ qualification }) => qualification)).toEqual(['Nonprofit', 'Education']);
    const unproved = await send('POST', many, { body: { Qualification: 'GovernmentCommunityCloud' } });
    expect([unproved.status, unproved.json.code]).toEqual([400, 900127]);
  });
});

describe('the end', () => {
  test('of a relationship is for users: a customer without purchases is let go, and asking again is answered alike', async () => {
    const { id } = await created();
    const path = `/v1/customers/${id}`;
    const body = {
      RelationshipToPartner: 'None',
      Attributes: { ObjectType: 'Customer' },
      CompanyProfile: null,
    };
    const alone = await send('PATCH', path, { who: asApp(world.partner), body });
    expect([alone.status, alone.json.code]).toEqual([403, 900329]);
    const headers = { 'ms-requestid': newUuid() };
    const ended = await send('PATCH', path, { body, headers });
    expect([ended.status, ended.json]).toEqual([
      200,
      { relationshipToPartner: 'none', attributes: { objectType: 'Customer' } },
    ]);
    expect((await send('PATCH', path, { body, headers })).json).toEqual(ended.json);
    for (const url of [path, `${path}/profiles/company`]) {
      const answer = await send('GET', url);
      expect([answer.status, answer.json.code]).toEqual([403, 20002]);
    }
    expect(JSON.stringify((await send('GET', '/v1/customers')).json)).not.toContain(id);
  });

  test('of a relationship waits for what is active', async () => {
    const { id } = world.partner.customers.DE!;
    await arrangePurchase(database.system, {
      customer: world.partner.customers.DE!,
      offer: world.catalog.subscription.DE!,
      at: realNow(),
    });
    const answer = await send('PATCH', `/v1/customers/${id}`, { body: { relationshipToPartner: 'none' } });
    expect([answer.status, answer.json.code]).toEqual([417, 800036]);
  });

  test('of a customer is deletion in a sandbox, where its domain is free again, and refused in production', async () => {
    const kept = await created();
    const production = await send('DELETE', `/v1/customers/${kept.id}`);
    expect([production.status, production.json.code]).toEqual([400, 900141]);
    const who = asUser(world.sandbox, 'admin_agent');
    const gone = await created(who);
    const deleted = await send('DELETE', `/v1/customers/${gone.id}`, { who });
    expect([deleted.status, deleted.json]).toEqual([204, undefined]);
    const after = await send('GET', `/v1/customers/${gone.id}`, { who });
    expect([after.status, after.json.code]).toEqual([403, 20002]);
    const { domain } = gone.companyProfile;
    expect((await send('HEAD', `/v1/domains/${domain}`, { who })).status).toBe(404);
    expect((await send('POST', '/v1/customers', { who, body: newBody(domain) })).status).toBe(201);
    const people = await rows('select disabled_at from kontor.person where customer_id = $1', [gone.id]);
    expect(people.every(({ disabled_at }) => disabled_at !== null)).toBe(true);
  });
});
