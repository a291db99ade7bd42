// Where each pool's free stock begins, as far as this process has seen. Only a hint: kontor.take_keys looks below
// it again before it gives up, so that a stale one costs time and never a key.
const hints = new Map<string, bigint>();

const poolOf = (productId: string, skuId: string, keyGroup: string): string =>
  `${productId}/${skuId}/${keyGroup}`;

export const poolHint = (productId: string, skuId: string, keyGroup: string): bigint =>
  hints.get(poolOf(productId, skuId, keyGroup)) ?? 0n;

// Others may hold lower keys in transactions that still roll back, so the bound stays a little behind the take: by no
// more than a server has connections, for while an old snapshot is held open each taken key is waded through again.
const slack = 16n;

export const rememberTake = (
  productId: string,
  skuId: string,
  keyGroup: string,
  top: bigint | null,
): void => {
  const pool = poolOf(productId, skuId, keyGroup);
  if (top === null) hints.delete(pool);
  else hints.set(pool, top > slack ? top - slack : 0n);
};
