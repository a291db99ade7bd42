import { type KeyService, KeyServiceUnavailable, MasterKeyRefused } from './key-service.ts';

export type HttpKeyServiceSettings = {
  /** The encryption engine, such as https://vault.example/v1/transit. */
  readonly url: string;
  /** The name of the wrapping key in it. */
  readonly keyName: string;
  readonly token: string;
  readonly timeoutMilliseconds?: number;
};

/** Asked a few times a start, never by a request: long enough for a service that wakes up. */
const usualTimeout = 10_000;
const longestAnswer = 100_000;

/**
 * A key service that speaks the `encrypt` and `decrypt` of HashiCorp Vault's or OpenBao's transit engine (a key of
 * type aes256-gcm96 or chacha20-poly1305, which take `associated_data`). A wrapped key is its answer, such as
 * `vault:v1:…`, so that its own rotation needs nothing of us.
 */
export function httpKeyService(settings: HttpKeyServiceSettings): KeyService {
  const associated = (context: string) => Buffer.from(context, 'utf8').toString('base64');
  return {
    wrap: async (context, dataKey) => {
      const body = { plaintext: dataKey.toString('base64'), associated_data: associated(context) };
      const { ciphertext } = await ask(settings, 'encrypt', body);
      if (typeof ciphertext !== 'string' || ciphertext === '')
        throw unavailable(settings, 'its answer has no ciphertext');
      return Buffer.from(ciphertext, 'utf8');
    },
    unwrap: async (context, wrapped) => {
      const body = { ciphertext: wrapped.toString('utf8'), associated_data: associated(context) };
      const { plaintext } = await ask(settings, 'decrypt', body);
      const dataKey = typeof plaintext === 'string' ? Buffer.from(plaintext, 'base64') : Buffer.alloc(0);
      if (dataKey.length !== 32) throw unavailable(settings, 'its answer has no key of 32 bytes');
      return dataKey;
    },
  };
}

async function ask(
  settings: HttpKeyServiceSettings,
  verb: 'encrypt' | 'decrypt',
  body: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const { url, keyName, token, timeoutMilliseconds = usualTimeout } = settings;
  const response = await fetch(`${url}/${verb}/${encodeURIComponent(keyName)}`, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMilliseconds),
    headers: { 'content-type': 'application/json', 'x-vault-token': token, authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    throw unavailable(settings, reasonOf(error), error);
  });
  if (response.status === 400 && verb === 'decrypt') {
    await response.body?.cancel();
    throw new MasterKeyRefused(
      `The key ${keyName} of the key service at ${placeOf(url)} does not open the data keys of this database: it is ` +
        'another one, or the database was started with a master key. Set KONTOR_KEY_SERVICE_URL and ' +
        'KONTOR_KEY_SERVICE_KEY to the ones of the first start.',
    );
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw unavailable(settings, remedies[response.status] ?? `it answered ${response.status}`);
  }
  try {
    const json: unknown = JSON.parse(await shortText(response));
    if (isRecord(json) && isRecord(json.data)) return json.data;
  } catch (error) {
    throw unavailable(settings, reasonOf(error), error);
  }
  throw unavailable(settings, 'its answer has no data');
}

const remedies: Readonly<Record<number, string>> = {
  403: 'it refuses the token; check KONTOR_KEY_SERVICE_TOKEN and what the token may do',
  404: 'it has no such key; check KONTOR_KEY_SERVICE_URL and KONTOR_KEY_SERVICE_KEY',
  503: 'it is sealed or starting; unseal it',
};

// Never the body, the token or the answer: a data key may stand in each.
function unavailable(
  { url }: HttpKeyServiceSettings,
  reason: string,
  cause?: unknown,
): KeyServiceUnavailable {
  return new KeyServiceUnavailable(`The key service at ${placeOf(url)} cannot be used: ${reason}.`, {
    cause: cause instanceof Error && !(cause instanceof SyntaxError) ? cause : undefined,
  });
}

const placeOf = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
};

const reasonOf = (error: unknown): string => {
  if (error instanceof SyntaxError) return 'its answer is not JSON';
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'it did not answer in time';
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
};

/** @throws where the answer is longer than any answer can be */
const shortText = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > longestAnswer) throw new Error('its answer is too long');
  }
  return text + decoder.decode();
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
