import { makeStyles, SearchBox } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { paths } from '../paths.ts';
import { useFollow } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';

const useStyles = makeStyles({
  form: { width: '100%', maxWidth: '420px', minWidth: 0 },
  box: { width: '100%', maxWidth: '100%' },
});

/** Customers from anywhere: by name, domain, tenant id or order number. Ctrl K or Cmd K brings the cursor here. */
export function GlobalSearch() {
  const styles = useStyles();
  const { t } = useReader();
  const follow = useFollow();
  const [text, setText] = useState('');
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <search className={styles.form}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          follow(paths.customers(text.trim()));
        }}
      >
        <SearchBox
          ref={box}
          className={styles.box}
          size="small"
          aria-label={t('shell.search')}
          placeholder={t('shell.searchHint')}
          value={text}
          maxLength={100}
          dismiss={{ 'aria-label': t('search.clear') }}
          onChange={(_, data) => setText(data.value)}
        />
      </form>
    </search>
  );
}
