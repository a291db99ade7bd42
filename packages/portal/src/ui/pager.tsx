import { Button, makeStyles } from '@fluentui/react-components';
import { useReader } from './reader.ts';
import { useUrlSearch } from './url-state.ts';

const useStyles = makeStyles({ pager: { display: 'flex', columnGap: '8px', paddingTop: '4px' } });

/** Cursor paging goes forward; the way back is the browser's, or the first page. */
export function Pager({ next }: { readonly next: string | null | undefined }) {
  const styles = useStyles();
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  if (!next && !search.cursor) return null;
  return (
    <nav aria-label={t('pager.label')} className={styles.pager}>
      <Button disabled={!search.cursor} onClick={() => change({ cursor: undefined })}>
        {t('pager.first')}
      </Button>
      <Button disabled={!next} onClick={() => change({ cursor: next ?? undefined })}>
        {t('pager.next')}
      </Button>
    </nav>
  );
}
