import { Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components';
import type { SoftwareItem } from '../../api/types.ts';
import { shortId } from '../../format/names.ts';
import { formatCount } from '../../format/size.ts';
import { CancelFacts } from '../../software/cancel-facts.tsx';
import { useReader } from '../../ui/reader.ts';
import { WhyButton } from '../why-button.tsx';
import type { CancelChoice } from './use-cancel-choice.ts';

const useStyles = makeStyles({
  group: { border: 'none', margin: 0, padding: 0, minWidth: 0 },
  legend: { padding: '0 0 4px' },
  options: {
    display: 'grid',
    maxHeight: '200px',
    overflowY: 'auto',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  option: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: '12px',
    paddingRight: '12px',
  },
  settled: { padding: '6px 12px' },
  facts: { color: tokens.colorNeutralForeground3, marginInlineStart: 'auto' },
});

type Props = { readonly customerId: string; readonly choice: CancelChoice; readonly locked: boolean };

/** Every order of the product; several can be ticked until the credit has been looked at. */
export function OrderChoice({ customerId, choice: { options, ticked, toggle }, locked }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const shown = locked ? options.filter((item) => ticked.has(item.entitlementId)) : options;
  const severalProducts = new Set(options.map((item) => item.skuTitle)).size > 1;
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('orders.number')}</legend>
      <div className={styles.options}>
        {shown.map((item) => (
          <div key={item.entitlementId} className={styles.option}>
            {locked ? (
              <span className={styles.settled}>
                <Label item={item} withTitle={severalProducts} />
              </span>
            ) : (
              <Checkbox
                checked={ticked.has(item.entitlementId)}
                label={<Label item={item} withTitle={severalProducts} />}
                onChange={() => toggle(item.entitlementId)}
              />
            )}
            <Text size={200} className={styles.facts}>
              <CancelFacts item={item} />
              <WhyButton
                customerId={customerId}
                orderId={item.orderId}
                lineNumber={item.lineItemNumber}
                what={`${item.skuTitle}, ${shortId(item.orderId)}`}
              />
            </Text>
          </div>
        ))}
      </div>
    </fieldset>
  );
}

function Label({ item, withTitle }: { readonly item: SoftwareItem; readonly withTitle: boolean }) {
  const { date, locale } = useReader();
  const facts = [shortId(item.orderId), date(item.purchasedAt), formatCount(item.quantity, locale)];
  return <span title={item.orderId}>{[...facts, ...(withTitle ? [item.skuTitle] : [])].join(' · ')}</span>;
}
