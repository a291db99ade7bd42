import { describe, expect, it } from 'vitest';
import { checkSql } from './check-sql.ts';
import { checkClasses, checkFileNames, checkWords } from './check-words.ts';
import { sourceFile } from './source-tree.ts';

const rulesBroken = (path: string, text: string) =>
  [sourceFile(path, text)].flatMap((file) => checkWords([file])).map(({ rule }) => rule);

describe('the domain has no clock, no chance and no waiting', () => {
  const path = 'packages/domain/src/order/place-order.ts';
  it.each([
    'const now = Date.now();',
    'const now = new Date();',
    'const now = new Date;',
    'const luck = Math.random();',
    'export async function f() {}',
    'const home = process.env.HOME;',
    'console.log(1);',
  ])('%s', (text) => expect(rulesBroken(path, text)).toContain('pure domain'));

  it.each([
    'const day = new Date(0).getUTCDay();',
    '// Date.now() is not for us',
    `const words = 'await Date.now()';`,
    'const plan = { process: 1 };',
  ])('%s is fine', (text) => expect(rulesBroken(path, text)).toEqual([]));

  it('its tests may do as they like', () => {
    expect(rulesBroken('packages/domain/src/time.test.ts', 'await 1;')).toEqual([]);
  });
});

it('schemas describe JSON only', () => {
  const path = 'packages/contract/src/carts.ts';
  expect(rulesBroken(path, 'const a = z.string().refine((text) => text.length > 1);')).toEqual([
    'JSON schemas',
  ]);
  expect(rulesBroken(path, 'const a = z.string().transform(Number);')).toEqual(['JSON schemas']);
  expect(rulesBroken(path, 'const a = z.bigint();')).toEqual(['JSON schemas']);
  expect(rulesBroken(path, 'const a = z.string().min(1);')).toEqual([]);
});

it('outside calls live where they are meant to', () => {
  const text = 'const answer = fetch(url);';
  expect(rulesBroken('packages/server/src/orders/checkout-cart.ts', text)).toEqual(['calls outside']);
  expect(rulesBroken('packages/server/src/webhooks/deliver.ts', text)).toEqual([]);
});

it.each([
  'export default 1;',
  `export { a } from './a.ts';`,
  `export * from './a.ts';`,
  'export enum State { A }',
  '@injectable()\nexport function a() {}',
])('plain modules have no %s', (text) => {
  expect(rulesBroken('packages/server/src/orders/a.ts', text)).toEqual(['plain modules']);
});

it('classes are for errors, at any distance', () => {
  const text = 'class A extends Error {}\nclass B extends A {}\nclass C {}\nclass D extends C {}';
  const found = checkClasses([sourceFile('packages/server/src/a.ts', text)]);
  expect(found.map(({ line }) => line)).toEqual([3, 4]);
});

it('nothing is a barrel but the door of the package that others install', () => {
  const text = `export { money } from '../money.ts';`;
  expect(rulesBroken('packages/domain/src/cancellation/credit.ts', text)).toEqual(['plain modules']);
  expect(rulesBroken('packages/domain/src/cancellation/calculator.ts', text)).toEqual([]);
});

it('a file is named after what it does', () => {
  const files = ['index.ts', 'utils.ts', 'price-cart.ts'].map((name) =>
    sourceFile(`packages/domain/src/${name}`, ''),
  );
  expect(checkFileNames(files).map(({ file }) => file.split('/').at(-1))).toEqual(['index.ts', 'utils.ts']);
});

describe('SQL stands in stores', () => {
  const select = 'const text = `\n  select id from kontor.cart`;';
  const found = (path: string, text: string) => checkSql([sourceFile(path, text)]).map(({ line }) => line);
  it('and nowhere else', () => {
    expect(found('packages/server/src/carts/cart-store.ts', select)).toEqual([]);
    expect(found('packages/server/src/platform/db/scope.ts', select)).toEqual([]);
    expect(found('packages/server/src/carts/read-cart.ts', select)).toEqual([1]);
    expect(
      found('packages/server/src/carts/read-cart.ts', `const a = 'update kontor.cart set version = 1';`),
    ).toEqual([1]);
    expect(
      found(
        'packages/server/src/carts/read-cart.ts',
        `import { statement } from '../platform/db/statement.ts';`,
      ),
    ).toEqual([1]);
  });
  it('while words that only look like it may stand anywhere', () => {
    const texts = [
      `const a = 'Select a product from the list';`,
      `const a = 'update';`,
      '// select a from b',
    ];
    for (const text of texts) expect(found('packages/server/src/carts/cart-wire.ts', text)).toEqual([]);
    expect(found('packages/server/src/carts/read-cart.ts', `const a = 'DELETE FROM kontor.cart';`)).toEqual([
      1,
    ]);
  });
});
