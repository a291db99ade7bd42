import { realNow } from '../platform/clock.ts';
import type { Pools } from '../platform/db/pools.ts';
import type { Principal, RequestContext } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import type { World } from './world.ts';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A request's context without a request: for running commands against each other. */
export const contextFor = (
  pools: Pools,
  world: World,
  principal: Principal,
  own: Partial<RequestContext> = {},
): RequestContext => ({
  pools,
  vault: world.vault,
  files: world.files,
  realNow,
  publicUrl: 'http://kontor.example',
  log: quiet,
  principal,
  requestId: newUuid(),
  correlationId: newUuid(),
  address: '127.0.0.1',
  locale: 'en-US',
  ...own,
});
