import { operations } from '@kontor/wire/operations';

const offered = Object.values(operations).map(({ method, path }) => ({
  method: method as string,
  address: new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replaceAll('$', '\\$')
      .replace(/\{\w+\}/g, '[^/]+')
      .replaceAll('/', '/+')}/*$`,
    'i',
  ),
}));

/** Whether something is offered at this address, but not with this method. */
export const isMethodUnknown = (method: string, url: string): boolean => {
  const path = url.split('?', 1)[0] ?? '';
  const methods = offered.filter(({ address }) => address.test(path)).map((each) => each.method);
  return methods.length > 0 && !methods.includes(method);
};
