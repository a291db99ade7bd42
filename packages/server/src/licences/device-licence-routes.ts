import * as contract from '@kontor/contract/licences';
import { accepted } from '@kontor/domain/decision';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type KontorSurface, registerKontorOpen } from '../platform/http/register-kontor.ts';
import {
  activateByDevice,
  type DeviceRequest,
  deactivateByDevice,
  renewByDevice,
  validateByDevice,
} from './device-licence.ts';
import { createDeviceLimits } from './device-limits.ts';
import { deviceView, validationView } from './licence-view.ts';

/** What devices ask: nobody is signed in, and what they show proves itself. */
export const registerDeviceLicences = (app: FastifyInstance, surface: KontorSurface): void => {
  const limits = createDeviceLimits();
  const from = (request: FastifyRequest): DeviceRequest => ({
    services: surface.services,
    limits,
    address: request.ip,
    requestId: request.id,
  });
  registerKontorOpen(app, surface, contract.activateLicence, async ({ body, request }) => {
    const { fingerprint, name, ...proof } = body;
    const given = await activateByDevice(from(request), proof, { fingerprint, name });
    return given.accepted ? accepted(deviceView(given.value)) : given;
  });
  registerKontorOpen(app, surface, contract.renewLicence, async ({ body, request }) => {
    const { fingerprint, ...proof } = body;
    const given = await renewByDevice(from(request), proof, fingerprint);
    return given.accepted ? accepted(deviceView(given.value)) : given;
  });
  registerKontorOpen(app, surface, contract.endActivation, ({ body, request }) =>
    deactivateByDevice(from(request), body),
  );
  registerKontorOpen(app, surface, contract.validateLicence, async ({ body, request }) => {
    const { product, fingerprint, ...proof } = body;
    const answer = await validateByDevice(from(request), proof, { product, fingerprint });
    return answer.accepted ? accepted(validationView(answer.value)) : answer;
  });
};
