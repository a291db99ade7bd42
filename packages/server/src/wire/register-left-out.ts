import { leftOut } from '@kontor/wire/left-out';
import type { FastifyInstance } from 'fastify';
import { setWireHeaders, type WireSurface } from '../platform/http/register-wire.ts';
import { idFrom, routePath } from '../platform/http/request-frame.ts';

/** Calls that the service has and Kontor has not: whoever asks is told so, and why. */
export const registerLeftOut = (app: FastifyInstance, surface: WireSurface): void => {
  for (const { method, path, reason } of leftOut)
    app.route({
      method,
      url: routePath(path),
      handler: async (request, reply) => {
        setWireHeaders(request, reply, {
          requestId: idFrom(request, 'ms-requestid'),
          correlationId: idFrom(request, 'ms-correlationid'),
        });
        const known = await surface.authenticate(request);
        if (!known || known.csrfToken !== undefined)
          return surface.sendFault(reply, { code: 'unauthenticated' });
        return surface.sendFault(reply, { code: 'not_offered', reason });
      },
    });
};
