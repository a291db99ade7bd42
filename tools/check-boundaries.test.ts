import { describe, expect, it } from 'vitest';
import { checkBoundaries } from './check-boundaries.ts';
import { sourceFile } from './source-tree.ts';

const manifests = { root: ['vitest', 'fast-check'], contract: ['zod'], wire: ['zod'], server: ['fastify'] };
const serverFile = 'packages/server/src/orders/checkout-cart.ts';

/** The arrows that one import in one file breaks. */
function broken(path: string, line: string): string[] {
  return checkBoundaries([sourceFile(path, `${line}\n`)], manifests).map(({ rule }) => rule);
}

const from = (specifier: string, names = '{ thing }') => `import ${names} from '${specifier}';`;

describe('arrow 1: the domain imports only the domain', () => {
  const path = 'packages/domain/src/order/place-order.ts';
  it.each(['../money.ts', './order.ts'])('%s may be imported', (specifier) => {
    expect(broken(path, from(specifier))).toEqual([]);
  });
  it.each([
    '@kontor/wire/operations',
    '@kontor/contract/problems',
    'node:fs',
    'zod',
    '../../../wire/src/a.ts',
  ])('%s may not', (specifier) => expect(broken(path, from(specifier))).toHaveLength(1));
  it('its tests may use the test tools', () => {
    expect(broken('packages/domain/src/money.test.ts', from('fast-check'))).toEqual([]);
    expect(broken('packages/domain/src/money.ts', from('fast-check'))).toEqual(['arrow 1']);
  });
});

describe('arrow 2: their words and ours meet in the translators only', () => {
  it('wire imports nothing of ours and contract no wire', () => {
    expect(broken('packages/wire/src/operations.ts', from('@kontor/domain/money'))).toEqual(['arrow 1']);
    expect(broken('packages/contract/src/carts.ts', from('@kontor/wire/operations'))).toEqual(['arrow 1']);
  });
  it('a command does not know the wire, its translator does', () => {
    const wire = from('@kontor/wire/operations');
    expect(broken(serverFile, wire)).toEqual(['arrow 2']);
    expect(broken('packages/server/src/orders/order-wire.ts', wire)).toEqual([]);
    expect(broken('packages/server/src/orders/order-routes.ts', wire)).toEqual([]);
  });
  it('a translator does not know our own API', () => {
    expect(broken('packages/server/src/orders/order-wire.ts', from('@kontor/contract/orders'))).toEqual([
      'arrow 2',
    ]);
  });
});

describe('arrow 3: nouns share commands, stores and events, nothing else', () => {
  it.each(['cart-store.ts', 'write-cart.ts', 'cart-events.ts'])(
    'another noun’s %s may be imported',
    (name) => {
      expect(broken(serverFile, from(`../carts/${name}`))).toEqual([]);
    },
  );
  it.each(['cart-routes.ts', 'cart-view.ts', 'cart-wire.ts', 'expire-carts-job.ts'])(
    'another noun’s %s may not',
    (name) => expect(broken(serverFile, from(`../carts/${name}`))).toEqual(['arrow 3']),
  );
  it('a noun may use its own routes and views', () => {
    expect(broken(serverFile, from('./order-view.ts'))).toEqual([]);
  });
  it('platform imports no noun', () => {
    const path = 'packages/server/src/platform/http/frame.ts';
    expect(broken(path, from('../db/pools.ts'))).toEqual([]);
    expect(broken(path, from('../../orders/order-store.ts'))).toEqual(['arrow 3']);
    expect(broken(path, from('../../refusals.ts'))).toEqual(['arrow 3']);
  });
  it('nobody imports the wiring, and the wiring imports everybody', () => {
    expect(broken(serverFile, from('../app.ts'))).toEqual(['arrow 3']);
    expect(broken('packages/server/src/app.ts', from('./orders/order-routes.ts'))).toEqual([]);
  });
  it('what runs does not need what tests', () => {
    expect(broken(serverFile, from('../testing/world.ts'))).toEqual(['arrow 3']);
    expect(broken('packages/server/src/orders/a.db.test.ts', from('../testing/world.ts'))).toEqual([]);
  });
});

describe('arrow 4: the portal is a thin client', () => {
  const path = 'packages/portal/src/partner/cart-panel.tsx';
  it.each(['@kontor/domain/money', '@kontor/domain/access/roles', '@kontor/contract/client'])(
    '%s ships to the browser',
    (specifier) => expect(broken(path, from(specifier))).toEqual([]),
  );
  it.each(['@kontor/domain/order/place-order', '@kontor/contract/operations', '@kontor/contract/problems'])(
    '%s does not',
    (specifier) => expect(broken(path, from(specifier))).toEqual(['arrow 4']),
  );
  it('types of the contract cost nothing', () => {
    expect(broken(path, `import type { Operations } from '@kontor/contract/operations';`)).toEqual([]);
  });
  it('the server is out of reach, in tests too', () => {
    expect(broken(path, from('@kontor/server/app'))).toEqual(['arrow 1']);
    expect(broken('packages/portal/src/a.test.ts', from('@kontor/server/app'))).toEqual(['arrow 1']);
  });
});

it('a package that is not declared may not be imported, although npm would find it', () => {
  expect(broken(serverFile, from('fastify'))).toEqual([]);
  expect(broken(serverFile, from('react'))).toEqual(['arrow 1']);
});

it('says where and what to do', () => {
  const file = sourceFile(serverFile, `\n${from('../carts/cart-view.ts')}\n`);
  expect(checkBoundaries([file], manifests)).toEqual([
    {
      file: serverFile,
      line: 2,
      rule: 'arrow 3',
      message:
        'server: carts/cart-view.ts belongs to carts alone; orders may import its commands, -store and -events',
    },
  ]);
});
