/** The products that a question about a customer's prices concerns: some, those in a cart, or all of them (null). */
export type Concerned = { readonly customerId: string } & (
  | { readonly productIds: readonly string[] | null }
  | { readonly cartId: string }
);

/** Marks the statement's name, because each way to name the products has a text of its own. */
export const variantOf = (concerned: Concerned): '' | '_of_cart' => ('cartId' in concerned ? '_of_cart' : '');

/** What stands in for $3: account and customer are $1 and $2 in every statement that asks so. */
export const productsOf = (concerned: Concerned): readonly string[] | string | null =>
  'cartId' in concerned ? concerned.cartId : concerned.productIds;

/** The concerned products as a table of one column, product_id: for looking them up in a long list by its index. */
export const concernedProducts = (concerned: Concerned): string =>
  'cartId' in concerned
    ? `(select distinct line->>'productId' as product_id
        from kontor.cart k cross join lateral jsonb_array_elements(k.lines) as line
        where k.account_id = $1 and k.id = $3)`
    : `(select id as product_id from kontor.product where $3::text[] is null or id = any ($3))`;

/** The condition that a column names a concerned product: for short lists of which few rows name one at all. */
export const isConcerned = (concerned: Concerned, column: string): string =>
  'cartId' in concerned
    ? `exists (select 1 from kontor.cart k where k.account_id = $1 and k.id = $3
        and k.lines @> jsonb_build_array(jsonb_build_object('productId', ${column})))`
    : `($3::text[] is null or ${column} = any ($3))`;
