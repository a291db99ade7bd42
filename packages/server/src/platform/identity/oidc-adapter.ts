import { type Adapter, type AdapterPayload, errors, Provider } from 'oidc-provider';
import { query, writeBatch } from '../db/batch.ts';
import type { Pools } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import type { Statement } from '../db/statement.ts';
import { type ApplicationRow, findApplication } from './identity-store.ts';
import {
  consumeOidcModel,
  findOidcModel,
  findOidcModelByUid,
  findOidcModelByUserCode,
  type OidcModelRow,
  putOidcModels,
  removeOidcGrant,
  removeOidcModel,
} from './oidc-store.ts';
import { anyApplication, oidcKey } from './refresh-tokens.ts';
import { exchangeOf, grantTypes } from './token-exchange.ts';
import { userScope } from './token-resources.ts';

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export type AdapterDeps = {
  readonly pools: Pools;
  readonly resources: readonly string[];
  readonly realNow: () => number;
};

/** Where the provider keeps its things: applications in our own table, everything else as models. */
export function createAdapter(deps: AdapterDeps): (model: string) => Adapter {
  return (model) => (model === 'Client' ? applicationAdapter(deps) : modelAdapter(deps, model));
}

function applicationAdapter(deps: AdapterDeps): Adapter {
  return {
    ...readOnly,
    find: async (clientId) => {
      if (!uuidPattern.test(clientId)) return undefined;
      const [application] = await query(deps.pools.lookup, noTenant, findApplication(clientId));
      if (application === undefined) return undefined;
      const exchange = exchangeOf(Provider.ctx);
      if (exchange) exchange.application = application;
      return clientMetadata(application);
    },
  };
}

// A public application can get nothing by itself: somebody signs in through it, or it gets no token.
function clientMetadata(application: ApplicationRow): AdapterPayload {
  const confidential = {
    // Not the secret, which nobody keeps: `compareClientSecret` hashes what it is given.
    client_secret: application.secret_hash.toString('hex'),
    grant_types: [...grantTypes],
    token_endpoint_auth_method: 'client_secret_post' as const,
  };
  const open = {
    grant_types: grantTypes.filter((grant) => grant !== 'client_credentials'),
    token_endpoint_auth_method: 'none' as const,
  };
  return {
    client_id: application.client_id,
    ...(application.public ? open : confidential),
    response_types: ['code'],
    // Codes are made by the consent of a person, for an address that was compared there; the provider asks for one.
    redirect_uris: [nowhere],
    application_type: 'native',
  };
}

const nowhere = 'http://localhost/';

function modelAdapter(deps: AdapterDeps, model: string): Adapter {
  const { system } = deps.pools;
  const write = async (statement: Statement) => {
    await writeBatch(system, noTenant, [statement]);
  };
  const read = async (id: string | undefined, statement: Statement<OidcModelRow>) => {
    const [row] = await query(system, noTenant, statement);
    return row === undefined ? undefined : present(deps, model, id, row);
  };
  return {
    upsert: (id, payload, expiresIn) => {
      const { jti: _secret, ...kept } = payload;
      const expiresAt = expiresIn === undefined ? null : deps.realNow() + expiresIn * 1000;
      const entry = {
        model,
        key: oidcKey(id),
        payload: kept,
        grantId: payload.grantId ?? null,
        uid: payload.uid ?? null,
        userCode: payload.userCode === undefined ? null : oidcKey(payload.userCode),
        expiresAt,
      };
      return write(putOidcModels([entry]));
    },
    find: (id) => read(id, findOidcModel(model, oidcKey(id))),
    findByUid: (uid) => read(undefined, findOidcModelByUid(model, uid)),
    findByUserCode: (code) => read(undefined, findOidcModelByUserCode(model, oidcKey(code))),
    consume: async (id) => {
      // Where the application keeps a secret, its tokens stay valid after use (product 1): "rotated" means a new one as well.
      if (model === 'RefreshToken' && !exchangeOf(Provider.ctx)?.application?.public) return;
      const [consumed] = await writeBatch(system, noTenant, [consumeOidcModel(model, oidcKey(id))]);
      if (consumed.rows.length === 0) throw new errors.InvalidGrant('already used');
    },
    destroy: (id) => write(removeOidcModel(model, oidcKey(id))),
    revokeByGrantId: (grantId) => write(removeOidcGrant(grantId)),
  };
}

function present(
  deps: AdapterDeps,
  model: string,
  id: string | undefined,
  row: OidcModelRow,
): AdapterPayload {
  const payload: AdapterPayload = { ...row.payload };
  if (id !== undefined) payload.jti = id;
  if (row.consumed_at !== null) payload.consumed = Math.floor(row.consumed_at / 1000);
  if (!asked.has(model)) return payload;
  const exchange = exchangeOf(Provider.ctx);
  if (exchange && typeof payload.nonce === 'string') exchange.nonce = payload.nonce;
  const client = Provider.ctx?.oidc.client;
  if (payload.clientId === anyApplication && row.demo && client) payload.clientId = client.clientId;
  // What may be asked for follows this installation's address of today, not that of the day of consent.
  if (model !== 'Grant') payload.resource = [...deps.resources];
  else payload.resources = Object.fromEntries(deps.resources.map((resource) => [resource, userScope]));
  return payload;
}

const asked: ReadonlySet<string> = new Set(['RefreshToken', 'AuthorizationCode', 'DeviceCode', 'Grant']);

const readOnly: Adapter = {
  upsert: refuse,
  find: async () => undefined,
  findByUserCode: async () => undefined,
  findByUid: async () => undefined,
  consume: refuse,
  destroy: refuse,
  revokeByGrantId: refuse,
};

async function refuse(): Promise<void> {
  throw new Error('applications are not written through the provider');
}
