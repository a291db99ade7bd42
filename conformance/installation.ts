import { hash } from 'node:crypto';
import type { PartnerRole } from '@kontor/domain/access/roles';
import { instant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { createApp } from '../packages/server/src/app.ts';
import { realNow } from '../packages/server/src/platform/clock.ts';
import type { Principal, Services } from '../packages/server/src/platform/http/context.ts';
import type { Authenticate } from '../packages/server/src/platform/http/request-frame.ts';
import { openIdentity } from '../packages/server/src/platform/identity/identity.ts';
import { issueRefreshToken } from '../packages/server/src/platform/identity/refresh-tokens.ts';
import { testDatabase } from '../packages/server/src/testing/database.ts';
import { by } from '../packages/server/src/testing/test-app.ts';
import type { TestDatabase } from '../packages/server/src/testing/test-database.ts';
import { buildWorld, type World } from '../packages/server/src/testing/world.ts';
import type { WorldPartner } from '../packages/server/src/testing/world-people.ts';

/** What a test reads out of an answer; its assertions say what must be there. */
// biome-ignore lint/suspicious/noExplicitAny: an answer under test may hold anything
export type Json = any;

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
  readonly json: Json;
};

export type Sending = {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string | object | undefined;
};

/** The whole product in process: its real app, its real token endpoint, a world to sell in and a clock to set. */
export type Installation = {
  readonly database: TestDatabase;
  readonly world: World;
  readonly app: FastifyInstance;
  readonly services: Services;
  /** Real time as the server reads it. */
  readonly clock: { now: number };
  /** Everything the server logged, as text. */
  readonly log: string[];
  readonly send: (sending: Sending) => Promise<Answer>;
  /** A request by somebody, said by a header in place of a token. */
  readonly as: (
    who: Principal,
    method: string,
    url: string,
    body?: unknown,
    headers?: Headers,
  ) => Promise<Answer>;
  readonly sql: (text: string, values?: unknown[]) => Promise<Json[]>;
  readonly close: () => Promise<void>;
};
type Headers = Readonly<Record<string, string>>;

export type InstallationOptions = {
  readonly keys?: number;
  readonly now?: string;
  /** Callers prove themselves with tokens of the token endpoint alone. */
  readonly tokensOnly?: boolean;
};

export const openInstallation = async (options: InstallationOptions = {}): Promise<Installation> => {
  const database = await testDatabase();
  const world = await buildWorld(database, { keys: options.keys ?? 5 });
  const clock = { now: options.now === undefined ? Date.now() : Date.parse(options.now) };
  const log: string[] = [];
  const write = (...words: unknown[]) => void log.push(JSON.stringify(words));
  const services: Services = {
    pools: database,
    vault: world.vault,
    files: world.files,
    realNow: () => instant(clock.now),
    publicUrl: 'http://kontor.example',
    log: { debug: write, info: write, warn: write, error: write },
  };
  // Tokens run on real time, whatever the business's clock says.
  const identity = await openIdentity({ ...services, realNow });
  const app = await createApp({
    services,
    identity,
    demoPeople: async () => [],
    ...(options.tokensOnly ? {} : { authenticate: byHeader }),
  });
  await app.ready();
  const send = sendThrough(app);
  const sql = async (text: string, values: unknown[] = []) => (await database.owner.query(text, values)).rows;
  const as: Installation['as'] = (who, method, url, payload, headers = {}) =>
    send({ method, url, payload: payload as object | undefined, headers: { ...by(who), ...headers } });
  const close = async () => {
    await app.close();
    await world.dispose();
    await database.drop();
  };
  return { database, world, app, services, clock, log, send, as, sql, close };
};

const byHeader: Authenticate = async (request) => {
  const text = request.headers['x-test-principal'];
  return typeof text === 'string' ? { principal: JSON.parse(text) } : undefined;
};

const sendThrough =
  (app: FastifyInstance): Installation['send'] =>
  async ({ method, url, headers = {}, payload }) => {
    const response = await app.inject({
      method: method as 'GET',
      url,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
      json: jsonOf(response.body),
    };
  };

const jsonOf = (text: string): Json => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const clientSecret = 'a secret of the tests';

/** The partner's application with a secret, and a refresh token of one of its users. */
export const credentialsOf = async (kontor: Installation, partner: WorldPartner, role: PartnerRole) => {
  await kontor.sql('update kontor.application set secret_hash = $2 where client_id = $1', [
    partner.clientId,
    hash('sha256', clientSecret, 'buffer'),
  ]);
  const refreshToken = await issueRefreshToken(
    { system: kontor.database.system, realNow },
    { personId: partner.users[role], accountId: partner.id, clientId: partner.clientId },
  );
  return { tenantId: partner.id, clientId: partner.clientId, clientSecret, refreshToken };
};
