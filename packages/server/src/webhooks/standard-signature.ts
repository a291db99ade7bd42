import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';

// Standard Webhooks: id.timestamp.body is signed by a shared secret (v1) and by an Ed25519 key (v1a).

/** What is sealed: the shared secret and the private key, both in base64. */
export type WebhookSecret = { readonly shared: string; readonly privateKey: string };

export type NewWebhookSecret = { readonly secret: WebhookSecret; readonly publicKey: Buffer };

export const newWebhookSecret = (): NewWebhookSecret => {
  const pair = generateKeyPairSync('ed25519');
  const privateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  return {
    secret: { shared: randomBytes(32).toString('base64'), privateKey },
    publicKey: rawPublicKey(pair.publicKey),
  };
};

const rawPublicKey = (key: KeyObject): Buffer =>
  Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url');

export const sharedText = ({ shared }: WebhookSecret): string => `whsec_${shared}`;
export const publicText = (publicKey: Buffer): string => `whpk_${publicKey.toString('base64')}`;

export type SignedMessage = { readonly id: string; readonly seconds: number; readonly body: string };

/** The headers of a message, signed under each secret, the newest first. */
export const standardHeaders = (message: SignedMessage, secrets: readonly WebhookSecret[]) => {
  const { id, seconds, body } = message;
  const content = Buffer.from(`${id}.${seconds}.${body}`, 'utf8');
  const signatures = secrets.flatMap(({ shared, privateKey }) => {
    const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
    const mac = createHmac('sha256', Buffer.from(shared, 'base64')).update(content).digest('base64');
    return [`v1,${mac}`, `v1a,${sign(null, content, key).toString('base64')}`];
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
};

/** The public half as receivers use it. */
export const publicKeyFrom = (text: string): KeyObject =>
  createPublicKey({
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: Buffer.from(text.slice('whpk_'.length), 'base64').toString('base64url'),
    },
    format: 'jwk',
  });
