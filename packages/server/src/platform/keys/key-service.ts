import { createSecretKey } from 'node:crypto';
import { invariant } from '@kontor/domain/invariant';
import { openBytes, SealBroken, sealBytes } from './sealing.ts';

/** What keeps the master key and wraps data keys with it. `context` is bound in, so that no wrapped key passes for another. */
export type KeyService = {
  readonly wrap: (context: string, dataKey: Buffer) => Promise<Buffer>;
  /** @throws MasterKeyRefused when another master key wrapped it, KeyServiceUnavailable */
  readonly unwrap: (context: string, wrapped: Buffer) => Promise<Buffer>;
};

/** The master key is not the one that this installation was started with. */
export class MasterKeyRefused extends Error {
  override readonly name = 'MasterKeyRefused';
}

/** The key service did not answer, or not as a key service answers. */
export class KeyServiceUnavailable extends Error {
  override readonly name = 'KeyServiceUnavailable';
}

/**
 * Wraps with a master key in this process. `readAgain` fetches it once more when a data key does not open: the key
 * file may have been changed under a running process.
 */
export function localKeyService(masterKey: Buffer, readAgain?: () => Promise<Buffer>): KeyService {
  let master = masterOf(masterKey);
  const open = (context: string, wrapped: Buffer) => {
    try {
      return openBytes(master, context, wrapped, 'the data key');
    } catch (error) {
      if (error instanceof SealBroken) return undefined;
      throw error;
    }
  };
  return {
    wrap: async (context, dataKey) => sealBytes(master, context, dataKey),
    unwrap: async (context, wrapped) => {
      const opened = open(context, wrapped);
      if (opened !== undefined) return opened;
      if (readAgain !== undefined) {
        const before = master;
        master = masterOf(await readAgain());
        const found = open(context, wrapped);
        if (found !== undefined) return found;
        master = before;
      }
      throw new MasterKeyRefused(
        'The master key does not fit this database: it was lost or is another one. Put back the key of the first ' +
          'start (KONTOR_MASTER_KEY, KONTOR_MASTER_KEY_FILE, or master.key in the data directory). ' +
          'Without it the stored licence keys and authenticator secrets cannot be read.',
      );
    },
  };
}

function masterOf(bytes: Buffer) {
  invariant(bytes.length === 32, 'a master key has 32 bytes');
  return createSecretKey(bytes);
}
