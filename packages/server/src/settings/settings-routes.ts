import * as contract from '@kontor/contract/settings';
import type { FastifyInstance } from 'fastify';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { type BillingSettings, getBillingSettings, putBillingSettings } from './billing-settings.ts';

export const registerSettings = (app: FastifyInstance, surface: KontorSurface): void => {
  const view = (settings: BillingSettings) => settings;
  registerKontor(app, surface, contract.getBillingSettings, {
    run: (ctx) => getBillingSettings(ctx),
    view,
  });
  registerKontor(app, surface, contract.putBillingSettings, {
    run: (ctx, { body }) => putBillingSettings(ctx, body),
    view,
  });
};
