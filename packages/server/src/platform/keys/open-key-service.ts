import { readFile } from 'node:fs/promises';
import { httpKeyService } from './http-key-service.ts';
import { type KeyService, KeyServiceUnavailable, localKeyService } from './key-service.ts';
import { loadMasterKey } from './master-key.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The key service that the environment names, or the master key of this machine.
 * @throws MasterKeyMissing, KeyServiceUnavailable
 */
export async function openKeyService(dataDir: string, env: Environment = process.env): Promise<KeyService> {
  const url = env.KONTOR_KEY_SERVICE_URL;
  if (!url) {
    const read = () => loadMasterKey(dataDir, env);
    return localKeyService(await read(), read);
  }
  if (env.KONTOR_MASTER_KEY || env.KONTOR_MASTER_KEY_FILE)
    throw new KeyServiceUnavailable(
      'KONTOR_KEY_SERVICE_URL and a master key are both set; take out the one that is not in use.',
    );
  return namedKeyService(url, env);
}

/** The key service at an address, with the key name and the token of the environment. @throws KeyServiceUnavailable */
export async function namedKeyService(url: string, env: Environment = process.env): Promise<KeyService> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new KeyServiceUnavailable('The address of the key service must be an http or https address.');
  const { username, password, search, hash } = new URL(url);
  if (username + password + search + hash !== '')
    throw new KeyServiceUnavailable(
      'The address of the key service must hold no password and no query; set KONTOR_KEY_SERVICE_TOKEN.',
    );
  const keyName = env.KONTOR_KEY_SERVICE_KEY || 'kontor';
  return httpKeyService({ url: url.replace(/\/+$/, ''), keyName, token: await tokenFrom(env) });
}

async function tokenFrom(env: Environment): Promise<string> {
  const { KONTOR_KEY_SERVICE_TOKEN: text, KONTOR_KEY_SERVICE_TOKEN_FILE: file } = env;
  if (text) return text;
  if (!file)
    throw new KeyServiceUnavailable(
      'The key service needs a token: set KONTOR_KEY_SERVICE_TOKEN or KONTOR_KEY_SERVICE_TOKEN_FILE.',
    );
  const token = await readFile(file, 'utf8').catch((error: Error) => {
    throw new KeyServiceUnavailable(`KONTOR_KEY_SERVICE_TOKEN_FILE cannot be read: ${error.message}`);
  });
  return token.trim();
}
