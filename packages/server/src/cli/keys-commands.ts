import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { listKeys } from '../keys/list-keys.ts';
import {
  abandonMasterKey,
  confirmMasterKey,
  prepareMasterKey,
  type RewrapRefusal,
} from '../keys/rewrap-keys.ts';
import { type KeysDeps, type RotationRefusal, rotateKeys } from '../keys/rotate-keys.ts';
import type { Services } from '../platform/http/context.ts';
import { type KeyService, localKeyService } from '../platform/keys/key-service.ts';
import { parseMasterKey } from '../platform/keys/master-key.ts';
import { namedKeyService, openKeyService } from '../platform/keys/open-key-service.ts';
import type { Deed, Options } from './import-commands.ts';
import { installationAccount } from './open-kontor.ts';
import { startProgress } from './terminal.ts';
import { InputRefused, UsageError } from './usage.ts';

/** A new data key, and everything sealed again under it. */
export function rotateKeysCommand(
  _options: Options,
  flags: ReadonlySet<string>,
  config: Pick<Config, 'dataDir'>,
): Deed {
  if (flags.has('lookup'))
    throw new UsageError(
      'The key of the keyed hashes is not changed: it opens nothing (docs/operating/keys.md says why).',
    );
  return async ({ services }) => {
    const progress = startProgress();
    const rotated = await rotateKeys(await depsOf(services, config), {
      onProgress: ({ rows, waiting }) =>
        progress.show(waiting ? `${rows} rows; waiting for running processes` : `${rows} rows`),
    }).finally(progress.clear);
    if (!rotated.accepted) throw rotationRefused(rotated.refusal);
    const { dataKeyId, resumed, rows, retired } = rotated.value;
    const begun = resumed ? 'taken up again' : 'made';
    return `Data key ${dataKeyId} ${begun}: ${rows} rows sealed again, ${wordsOf(retired)} retired.`;
  };
}

const wordsOf = (ids: readonly number[]): string =>
  ids.length === 0 ? 'none' : `${ids.length === 1 ? 'key' : 'keys'} ${ids.join(', ')}`;

const longestList = 50;

function rotationRefused(refusal: RotationRefusal): InputRefused {
  switch (refusal.code) {
    case 'keys.busy':
      return new InputRefused('Another command is changing the keys; try again when it has ended.');
    case 'keys.master_key_changing':
      return new InputRefused(
        'The master key is being changed. Finish that first: kontor keys rewrap --confirm, or --abandon.',
      );
    case 'keys.rows_broken': {
      const { rows } = refusal;
      const lines = rows.slice(0, longestList).map(({ table, id }) => `${table} ${id}`);
      const more = rows.length > longestList ? [`and ${rows.length - longestList} more`] : [];
      return new InputRefused(
        `${rows.length} rows do not open and stay under their old key, which is not retired. They were changed or ` +
          'moved; put them back from a backup and run the command again:',
        [...lines, ...more],
      );
    }
  }
}

/** The master key is changed in two steps: wrapped by both, then by the new one alone. */
export function rewrapKeysCommand(
  options: Options,
  flags: ReadonlySet<string>,
  config: Pick<Config, 'dataDir'>,
): Deed {
  const { 'new-master-key-file': file, 'new-key-service-url': url } = options;
  const given = [file, url, flags.has('confirm') || undefined, flags.has('abandon') || undefined];
  if (given.filter((one) => one !== undefined).length !== 1)
    throw new UsageError(
      'Give one of --new-master-key-file FILE, --new-key-service-url URL, --confirm and --abandon.',
    );
  return async ({ services }) => {
    const deps = await depsOf(services, config);
    if (flags.has('confirm')) {
      const confirmed = await confirmMasterKey(deps);
      if (!confirmed.accepted) throw rewrapRefused(confirmed.refusal);
      return `${confirmed.value.dataKeys} data keys are under the new master key alone. Keep the old one for as long as backups of before.`;
    }
    if (flags.has('abandon')) {
      const abandoned = await abandonMasterKey(deps);
      if (!abandoned.accepted) throw rewrapRefused(abandoned.refusal);
      return 'The change of the master key is taken back; the old one alone opens the data keys.';
    }
    const prepared = await prepareMasterKey(deps, await nextService(file, url));
    if (!prepared.accepted) throw rewrapRefused(prepared.refusal);
    const { dataKeys, already } = prepared.value;
    return (
      `${dataKeys} data keys ${already ? 'were already' : 'are'} wrapped by both master keys. Now give every process the new ` +
      'one, restart them, and run: kontor keys rewrap --confirm'
    );
  };
}

async function nextService(file: string | undefined, url: string | undefined): Promise<KeyService> {
  if (file === undefined) return namedKeyService(url ?? '');
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new InputRefused(
      `The new master key cannot be read: ${error.message}. Make it with: openssl rand -hex 32 > ${file}`,
    );
  });
  return localKeyService(parseMasterKey(text, file));
}

const rewrapWords: Readonly<Record<RewrapRefusal['code'], string>> = {
  'keys.busy': 'Another command is changing the keys; try again when it has ended.',
  'keys.same_master_key': 'That is the master key in use; give another one.',
  'keys.other_change_pending':
    'Another new master key has been prepared. Finish with it (--confirm) or take it back (--abandon) first.',
  'keys.no_change_pending': 'No new master key has been prepared; there is nothing to confirm or abandon.',
  'keys.not_the_new_master_key':
    'This command runs with the old master key. Put the new one in its place, restart every process, and confirm then.',
  'keys.not_the_old_master_key':
    'This command runs with the new master key. Put the old one back in its place to abandon the change.',
};

const rewrapRefused = ({ code }: RewrapRefusal): InputRefused => new InputRefused(rewrapWords[code]);

/** The data keys by number, and what stands under each. */
export function listKeysCommand(): Deed {
  return async ({ services }) => {
    const { dataKeys, masterKeyChanging } = await listKeys(services.pools.system);
    const lines = dataKeys.map(
      ({ id, purpose, retired, rows }) =>
        `${id}  ${purpose.padEnd(7)}  ${retired ? 'retired' : 'in use '}  ${purpose === 'lookup' ? '' : `${rows} rows`}`,
    );
    return [...lines, ...(masterKeyChanging ? ['A new master key is prepared and not confirmed.'] : [])]
      .map((line) => line.trimEnd())
      .join('\n');
  };
}

async function depsOf(services: Services, { dataDir }: Pick<Config, 'dataDir'>): Promise<KeysDeps> {
  const { pools, vault, realNow } = services;
  const accountId = await installationAccount(services);
  const keyService = await openKeyService(dataDir);
  return {
    system: pools.system,
    vault,
    keyService,
    realNow,
    by: { accountId, application: 'kontor command line' },
  };
}
