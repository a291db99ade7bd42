import { SearchBox } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useReader } from './reader.ts';
import { useUrlSearch } from './url-state.ts';

type Props = { readonly label: string; readonly name?: string; readonly width?: string };

/** Search text of this page; it reaches the address a moment after the last key. */
export function SearchField({ label, name = 'search', width = '320px' }: Props) {
  const { t } = useReader();
  const [search, change] = useUrlSearch();
  const inUrl = search[name] ?? '';
  const [text, setText] = useState(inUrl);
  useEffect(() => setText(inUrl), [inUrl]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === inUrl) return;
    const timer = setTimeout(() => change({ [name]: wanted }, 'replace'), 250);
    return () => clearTimeout(timer);
  }, [text, inUrl, name, change]);
  return (
    <SearchBox
      aria-label={label}
      placeholder={label}
      value={text}
      maxLength={100}
      dismiss={{ 'aria-label': t('search.clear') }}
      style={{ width, maxWidth: '100%' }}
      onChange={(_, data) => setText(data.value)}
    />
  );
}
