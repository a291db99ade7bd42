import { erasureReasons } from '@kontor/contract/activity-keeping';
import { eraseFromTerminal } from '../activity/erase-person.ts';
import { addTerminalRecord } from '../activity/erase-store.ts';
import type { Deed, Options } from './import-commands.ts';
import { installationAccount } from './open-kontor.ts';
import { InputRefused, UsageError } from './usage.ts';

/** Erases who somebody is from every log of the installation. */
export function eraseCommand(personId: string, { reason = 'requested' }: Options): Deed {
  const known = erasureReasons.find((one) => one === reason);
  if (!known) throw new UsageError(`--reason is one of ${erasureReasons.join(', ')}.`);
  return async ({ services }) => {
    const installation = await installationAccount(services);
    const erased = await eraseFromTerminal(services, { personId, reason: known }, (entry, accountId) =>
      [...new Set([installation, accountId])].map((account) =>
        addTerminalRecord(account, 'kontor command line', entry, services.realNow()),
      ),
    );
    if (!erased.accepted) throw new InputRefused(`There is nobody of the id ${personId}.`);
    const day = new Date(erased.value.erasedAt).toISOString();
    return erased.value.already
      ? `They were erased from the log on ${day}; nothing is left to do.`
      : 'They are erased from the log; its records and proofs stay.';
  };
}
