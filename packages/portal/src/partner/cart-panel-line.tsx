import { Button, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons/svg/dismiss';
import { useEffect, useState } from 'react';
import type { CartLine } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { useTermWords } from '../ui/term-words.ts';
import { lineErrorWords } from './line-error-words.ts';
import type { OpenCart } from './use-cart.ts';

const useStyles = makeStyles({
  line: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', gap: '2px 8px', alignItems: 'center' },
  remove: { alignSelf: 'start', justifySelf: 'end' },
  faint: { color: tokens.colorNeutralForeground3 },
  quantity: { width: '84px' },
  price: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
  error: { gridColumn: '1 / -1', color: tokens.colorPaletteRedForeground1 },
});

type Props = { readonly line: CartLine; readonly index: number; readonly cart: OpenCart };

export function CartPanelLine({ line, index, cart }: Props) {
  const styles = useStyles();
  const { t, money } = useReader();
  const { term, billing } = useTermWords();
  return (
    <li className={styles.line}>
      <span>
        {line.skuTitle}
        <Text as="p" block size={200} className={styles.faint}>
          {[term(line.termDuration), billing(line.billingCycle)].filter(Boolean).join(' · ')}
        </Text>
      </span>
      <Button
        size="small"
        appearance="subtle"
        className={styles.remove}
        icon={<Dismiss16Regular />}
        aria-label={t('cart.remove', { title: line.skuTitle })}
        onClick={() => cart.remove(index)}
      />
      <LineQuantity line={line} onChange={(quantity) => cart.setQuantity(index, quantity)} />
      <span className={styles.price}>{line.price ? money(line.price.total, line.currency) : '–'}</span>
      {line.error && (
        <Text size={200} className={styles.error}>
          {lineErrorWords(line.error, t)}
        </Text>
      )}
    </li>
  );
}

type QuantityProps = { readonly line: CartLine; readonly onChange: (quantity: number) => void };

/** Saved when the field is left or Enter is pressed, so that typing 12 does not first save 1. */
function LineQuantity({ line, onChange }: QuantityProps) {
  const styles = useStyles();
  const { t } = useReader();
  const [text, setText] = useState(String(line.quantity));
  useEffect(() => setText(String(line.quantity)), [line.quantity]);
  const save = () => {
    const quantity = Number(text);
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > 999_999_999) {
      setText(String(line.quantity));
      return;
    }
    if (quantity !== line.quantity) onChange(quantity);
  };
  return (
    <Input
      size="small"
      type="number"
      min={1}
      className={styles.quantity}
      aria-label={t('cart.quantityOf', { title: line.skuTitle })}
      value={text}
      onChange={(_, data) => setText(data.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
      }}
    />
  );
}
