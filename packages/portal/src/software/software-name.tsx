import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { SoftwareItem } from '../api/types.ts';
import { shortId } from '../format/names.ts';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { useTermWords } from '../ui/term-words.ts';
import { WhoHasSeenLink } from './who-has-seen.tsx';

const useStyles = makeStyles({
  name: { fontWeight: tokens.fontWeightSemibold },
  faint: { display: 'block', color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightRegular },
});

type Props = { readonly item: SoftwareItem; readonly orderHref: string | undefined };

export function SoftwareName({ item, orderHref }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const { term } = useTermWords();
  const kind =
    item.termDuration === ''
      ? t(`family.${item.family}`)
      : t('software.termed', { term: term(item.termDuration), family: t(`family.${item.family}`) });
  const number = t('software.order', { number: shortId(item.orderId) });
  return (
    <span>
      <span className={styles.name}>{item.skuTitle}</span>
      <Text size={200} className={styles.faint}>
        {kind} ·{' '}
        {orderHref ? (
          <GoLink href={orderHref} title={item.orderId}>
            {number}
          </GoLink>
        ) : (
          <span title={item.orderId}>{number}</span>
        )}
        {orderHref && <WhoHasSeenLink item={item} />}
        {item.status === 'cancelled' && ` · ${t('software.keyGone')}`}
      </Text>
    </span>
  );
}
