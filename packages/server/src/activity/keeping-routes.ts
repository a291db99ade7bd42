import * as contract from '@kontor/contract/activity-keeping';
import { formatInstant } from '@kontor/domain/time';
import type { FastifyInstance } from 'fastify';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { erasePerson } from './erase-person.ts';

/** How long the log is kept, whom it forgets and what in it stands out. */
export const registerActivityKeeping = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.eraseActivityPerson, {
    run: (ctx, { body }) => erasePerson(ctx, body),
    view: ({ personId, erasedAt, already }) => ({ personId, erasedAt: formatInstant(erasedAt), already }),
  });
};
