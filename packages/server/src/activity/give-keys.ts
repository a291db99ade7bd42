import { accepted } from '@kontor/domain/decision';
import { subjectOf } from '../payments/subject.ts';
import { query, readBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext, Services } from '../platform/http/context.ts';
import { listActivityKeys } from './activity-key-store.ts';
import { currentKey, keysText } from './activity-keys.ts';
import { installationTree, readTrees } from './tree-store.ts';

/** The keys of the caller's log, or of the partner's whom an operator names, and of the installation's. */
export const giveKeys = async (ctx: RequestContext, partnerId: string | undefined) => {
  const subject = await subjectOf(ctx, 'activity.read', partnerId);
  if (!subject.accepted) return subject;
  return accepted(await keysOf(ctx, subject.value.accountId));
};

/** As verifiers take them; of the installation's log alone where no account is named. */
export const keysOf = async (
  services: Pick<Services, 'pools' | 'vault' | 'realNow' | 'publicUrl'>,
  accountId?: string,
): Promise<string> => {
  const { system } = services.pools;
  await currentKey(services);
  const ids = accountId === undefined ? [installationTree] : [accountId, installationTree];
  const [trees, keys] = await readBatch(system, noTenant, [readTrees(ids), listActivityKeys()]);
  const { host } = new URL(services.publicUrl);
  // A tree keeps the name it was made under; one that is yet to be made will have this.
  const nameOf = (id: string) =>
    trees.find((tree) => tree.id === id)?.origin ?? (id === installationTree ? host : `${host}/${id}`);
  return keysText(ids.map(nameOf), keys);
};

/** The origin that an account's or the installation's log has, or will have. */
export const originOf = async (
  { pools: { system }, publicUrl }: Pick<Services, 'pools' | 'publicUrl'>,
  treeId: string,
): Promise<string> => {
  const [tree] = await query(system, noTenant, readTrees([treeId]));
  const { host } = new URL(publicUrl);
  return tree?.origin ?? (treeId === installationTree ? host : `${host}/${treeId}`);
};
