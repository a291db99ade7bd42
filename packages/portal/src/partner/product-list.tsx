import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { productsQuery } from '../api/catalog-queries.ts';
import type { ProductSummary } from '../api/types.ts';
import { paths } from '../paths.ts';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useTermWords } from '../ui/term-words.ts';
import { oneOf, useUrlSearch } from '../ui/url-state.ts';
import { families, segments } from './product-filters.tsx';

const useStyles = makeStyles({
  grid: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 260px), 1fr))',
    gap: '12px',
  },
  card: {
    position: 'relative',
    display: 'grid',
    rowGap: '4px',
    alignContent: 'start',
    padding: '12px 14px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    ':hover': { border: `1px solid ${tokens.colorNeutralStroke1Hover}` },
  },
  /** The whole card is the link's target; its name stays the product's. */
  link: {
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorBrandForegroundLink,
    textDecorationLine: 'none',
    ':hover': { textDecorationLine: 'underline' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
    '::after': { content: '""', position: 'absolute', inset: 0 },
  },
  faint: { color: tokens.colorNeutralForeground3 },
  price: { fontVariantNumeric: 'tabular-nums' },
  more: { justifySelf: 'start', marginTop: '12px' },
});

export function ProductList({ customerId }: { readonly customerId: string }) {
  const styles = useStyles();
  const { t } = useReader();
  const [search] = useUrlSearch();
  const products = useInfiniteQuery(
    productsQuery(customerId, {
      family: oneOf(search.family, families),
      segment: oneOf(search.segment, segments),
      search: search.search,
    }),
  );
  if (products.error) {
    const retry = () => products.refetch();
    return <ReadFailure error={products.error} what={t('products.failed')} onRetry={retry} />;
  }
  if (!products.data) return <LoadingLines lines={6} height={56} />;
  const items = products.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState text={t('products.empty')} />;
  return (
    <div>
      <ul className={styles.grid} aria-label={t('products.title')}>
        {items.map((product) => (
          <ProductCard key={product.id} customerId={customerId} product={product} />
        ))}
      </ul>
      {products.hasNextPage && (
        <Button
          className={styles.more}
          disabledFocusable={products.isFetchingNextPage}
          onClick={() => products.fetchNextPage()}
        >
          {t('products.more')}
        </Button>
      )}
    </div>
  );
}

type CardProps = { readonly customerId: string; readonly product: ProductSummary };

function ProductCard({ customerId, product }: CardProps) {
  const styles = useStyles();
  const { t, money } = useReader();
  const { term } = useTermWords();
  const { priceFrom } = product;
  return (
    <li className={styles.card}>
      <GoLink plain href={paths.addProducts(customerId, { product: product.id })} className={styles.link}>
        {product.title}
      </GoLink>
      <Text size={200} className={styles.faint}>
        {t(`family.${product.family}`)} · {product.publisher}
      </Text>
      <Text size={200} className={styles.price}>
        {priceFrom
          ? t('products.from', {
              price: money(priceFrom.amount, priceFrom.currency),
              term: term(priceFrom.termDuration),
            })
          : t('products.noPrice')}
      </Text>
    </li>
  );
}
