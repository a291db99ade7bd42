import { verifierKey } from '@kontor/domain/activity/signed-note';
import { accepted } from '@kontor/domain/decision';
import { actAsOperator } from '../partners/act-as-operator.ts';
import type { addEvent } from '../partners/event-store.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext, Services } from '../platform/http/context.ts';
import { insertActivityKey, retireActivityKey } from './activity-key-store.ts';
import { currentKey, newActivityKey } from './activity-keys.ts';
import { originOf } from './give-keys.ts';
import { sha256 } from './leaf-of.ts';
import { installationTree } from './tree-store.ts';

export type RotatedKey = {
  readonly keyId: string;
  readonly retiredKeyId: string;
  /** The new one under the name of the installation's log. */
  readonly verifierKey: string;
};

/** A new key, and what puts it in the place of the one that signs now. */
export const planRotation = async (
  services: Services,
): Promise<{ readonly writes: readonly Statement[]; readonly rotated: RotatedKey }> => {
  const now = services.realNow();
  const { id: retired } = await currentKey(services);
  const key = newActivityKey(services.vault);
  const origin = await originOf(services, installationTree);
  return {
    writes: [retireActivityKey(retired, now), insertActivityKey(key, now)],
    rotated: {
      keyId: key.id,
      retiredKeyId: retired,
      verifierKey: verifierKey(sha256, origin, key.publicKey),
    },
  };
};

/** Checkpoints are signed by a new key from now on; the one of before goes on verifying what it signed. */
export const rotateActivityKey = (ctx: RequestContext) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'keys.manage', undefined, []);
    if (!read.accepted) return read;
    const { writes, rotated } = await planRotation(ctx);
    const done = await actAsOperator(
      ctx,
      read.value.caller,
      {
        writes,
        activity: [{ action: 'rotate_activity_key', resourceId: rotated.keyId, details: rotated }],
        events: [rotationEvent(rotated)],
      },
      rotated,
    );
    return done.accepted ? accepted(rotated) : done;
  });

export const rotationEvent = (rotated: RotatedKey): Parameters<typeof addEvent>[1] => ({
  type: 'activity_key.rotated',
  aggregateType: 'activity_key',
  aggregateId: rotated.keyId,
  data: rotated,
});
