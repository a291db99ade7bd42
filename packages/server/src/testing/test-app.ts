import { errorCodes, type FastifyInstance, fastify } from 'fastify';
import { recordRefusals } from '../activity/record-refusals.ts';
import { realNow } from '../platform/clock.ts';
import { VersionChanged } from '../platform/db/errors.ts';
import type { Pools } from '../platform/db/pools.ts';
import type { Principal, Services } from '../platform/http/context.ts';
import { sendProblem } from '../platform/http/problem-reply.ts';
import type { KontorSurface } from '../platform/http/register-kontor.ts';
import type { WireSurface } from '../platform/http/register-wire.ts';
import type { Log } from '../platform/log.ts';
import { newUuid } from '../platform/new-id.ts';
import { problemOf } from '../problem-of.ts';
import type { RefusalCode } from '../refusals.ts';
import { sendFault } from '../wire/faults.ts';
import type { World } from './world.ts';

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export type TestSurfaces = {
  readonly app: FastifyInstance;
  readonly services: Services;
  readonly kontor: KontorSurface;
  readonly wire: WireSurface;
};

export type TestAppOptions = {
  readonly pools: Pools;
  readonly world: World;
  readonly register: (surfaces: TestSurfaces) => void;
  readonly services?: Partial<Services>;
};

const header = 'x-test-principal';

/** The header that says who sends a request of a test. */
export const by = (principal: Principal): Record<string, string> => ({ [header]: JSON.stringify(principal) });

/** Routes under test with the real frame and database; only who asks is said by a header instead of a token. */
export const testApp = async ({ pools, world, register, services: own }: TestAppOptions) => {
  const services: Services = {
    pools,
    vault: world.vault,
    files: world.files,
    realNow,
    publicUrl: 'http://kontor.example',
    log: silent,
    ...own,
  };
  const app = fastify({
    genReqId: () => newUuid(),
    forceCloseConnections: true,
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: 500,
    },
  });
  for (const type of ['text/csv', 'text/plain', 'application/octet-stream']) {
    app.removeContentTypeParser(type);
    app.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  }
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof VersionChanged)
      return sendProblem(reply, services.publicUrl, 'conflict', request.id);
    if (error instanceof errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE)
      return sendProblem(reply, services.publicUrl, 'request.unsupported_type', request.id);
    return reply.code(500).send({ message: String(error), stack: error instanceof Error ? error.stack : '' });
  });
  const authenticate: KontorSurface['authenticate'] = async (request) => {
    const text = request.headers[header];
    return typeof text === 'string' ? { principal: JSON.parse(text) } : undefined;
  };
  register({
    app,
    services,
    kontor: {
      services,
      authenticate,
      beforeAnswer: recordRefusals('kontor'),
      problemOf: (code) => problemOf[code as RefusalCode],
    },
    wire: {
      services,
      authenticate,
      beforeAnswer: recordRefusals('wire'),
      sendFault: (reply, refusal) => sendFault(reply, refusal as Parameters<typeof sendFault>[1]),
    },
  });
  await app.ready();
  return app;
};
