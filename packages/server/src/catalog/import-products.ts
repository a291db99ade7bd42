import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { ExpectationFailed } from '../platform/db/errors.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { withTransaction } from '../platform/db/transaction.ts';
import { type LineProblem, type ProductLine, parseProductLine } from './parse-product-line.ts';
import { saveProduct, saveSkus } from './product-store.ts';
import { readLines } from './read-lines.ts';

export type ProductsImport = { readonly products: number; readonly skus: number };
export type ProductsRefusal = { readonly code: 'products.invalid'; readonly errors: readonly LineProblem[] };

const longestList = 1000;

/** Adds or updates the products of a file, a line of JSON each: all of them or, when a line is wrong, none. */
export async function importProducts(
  system: Pool,
  stream: AsyncIterable<Uint8Array>,
): Promise<Decision<ProductsImport, ProductsRefusal>> {
  const products: { line: number; product: ProductLine }[] = [];
  const errors: LineProblem[] = [];
  const seen = new Map<string, number>();
  for await (const { number, text } of readLines(stream)) {
    if (text === '') continue;
    const { product, problems } = parseProductLine(number, text);
    errors.push(...problems);
    if (product === undefined) continue;
    const earlier = seen.get(product.id);
    if (earlier !== undefined)
      errors.push({ line: number, path: 'id', message: `line ${earlier} has it already` });
    seen.set(product.id, number);
    products.push({ line: number, product });
  }
  if (products.length === 0 && errors.length === 0) {
    errors.push({ line: 1, path: '', message: 'the file has no products' });
  }
  if (errors.length > 0) return refused({ code: 'products.invalid', errors: errors.slice(0, longestList) });
  return saveAll(system, products);
}

async function saveAll(
  system: Pool,
  products: readonly { readonly line: number; readonly product: ProductLine }[],
): Promise<Decision<ProductsImport, ProductsRefusal>> {
  let current = 0;
  try {
    await withTransaction(system, noTenant, async (transaction) => {
      for (const { line, product } of products) {
        current = line;
        await transaction.run(saveProduct(product));
        await transaction.run(saveSkus(product));
      }
    });
  } catch (error) {
    if (!(error instanceof ExpectationFailed) || error.code !== 'product.family_differs') throw error;
    const message = 'the product exists with another family, which cannot change';
    return refused({ code: 'products.invalid', errors: [{ line: current, path: 'family', message }] });
  }
  const skus = products.reduce((count, { product }) => count + product.skus.length, 0);
  return accepted({ products: products.length, skus });
}
