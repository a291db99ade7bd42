import { operations } from '@kontor/wire/operations';

const addresses = Object.values(operations).map(
  ({ path }) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+').replaceAll('/', '/+')}/*$`, 'i'),
);

/** Whether something is offered at this address, so that it is only the method that is not. */
export const isKnownAddress = (url: string): boolean => {
  const path = url.split('?', 1)[0] ?? '';
  return addresses.some((address) => address.test(path));
};
