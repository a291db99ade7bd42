import { isPublicAddress, literalAddress } from '../platform/http/guarded-request.ts';

/** Why an address cannot be called, with what would do; undefined for one that can. */
export const faultOfAddress = (text: string, allowPrivate: boolean): string | undefined => {
  if (!URL.canParse(text)) return 'must be an address, such as https://hooks.example.com/kontor';
  const url = new URL(text);
  const secure = url.protocol === 'https:';
  if (!secure && !(allowPrivate && url.protocol === 'http:'))
    return 'must begin with https, so that nobody on the way reads it';
  if (url.username !== '' || url.password !== '')
    return 'must hold no user or password; prove the sender by its signature';
  if (allowPrivate) return undefined;
  const literal = literalAddress(url);
  const isLocal = /(^|\.)(localhost|local|internal)\.?$/i.test(url.hostname);
  if (isLocal || (literal !== undefined && !isPublicAddress(literal)))
    return 'must lead to an address that is public on the internet';
  return undefined;
};
