import * as contract from '@kontor/contract/profiles';
import { refused } from '@kontor/domain/decision';
import type { FastifyInstance } from 'fastify';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import { type ProfileKind, type ProfileRow, profileKinds } from './profile-store.ts';
import { getProfile, putProfile } from './profiles.ts';

const kindFrom = (text: string): ProfileKind | undefined => profileKinds.find((kind) => kind === text);
const none = refused({ code: 'profile.not_found' });

type Named = { readonly kind: ProfileKind; readonly row: ProfileRow };
const view = ({ kind, row }: Named) => ({ kind, version: row.version, ...row.body });

const isVersion = (ifMatch: string | undefined) => (row: ProfileRow) =>
  ifMatch === undefined || ifMatch === '*' || ifMatch.replaceAll('"', '') === String(row.version);

export const registerProfilesKontor = (app: FastifyInstance, surface: KontorSurface): void => {
  registerKontor(app, surface, contract.getProfile, {
    run: async (ctx, { params }) => {
      const kind = kindFrom(params.kind);
      if (kind === undefined) return none;
      const done = await getProfile(ctx, kind);
      return done.accepted ? { accepted: true as const, value: { kind, row: done.value } } : done;
    },
    view,
  });
  registerKontor(app, surface, contract.putProfile, {
    run: async (ctx, { params, body, ifMatch }) => {
      const kind = kindFrom(params.kind);
      if (kind === undefined) return none;
      const done = await putProfile(ctx, kind, body, isVersion(ifMatch));
      return done.accepted ? { accepted: true as const, value: { kind, row: done.value } } : done;
    },
    view,
  });
};
