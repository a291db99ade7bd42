import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  Text,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { productQuery } from '../../api/catalog-queries.ts';
import type { Offer, Subscription } from '../../api/types.ts';
import { PermittedButton } from '../../ui/permitted-button.tsx';
import { useReader } from '../../ui/reader.ts';
import { ErrorState } from '../../ui/states.tsx';
import { useTermWords } from '../../ui/term-words.ts';
import { ChoiceSelect } from '../choice-select.tsx';
import { useChange } from './use-change.ts';

const useStyles = makeStyles({
  content: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gridAutoRows: 'max-content',
    rowGap: '12px',
  },
});

type Props = { readonly subscription: Subscription; readonly onClose: () => void };
type Billing = Pick<Offer, 'termDuration' | 'billingCycle'>;

const keyOf = ({ termDuration, billingCycle }: Billing) => `${termDuration}/${billingCycle}`;

/** What the next term is to be: how many, for how long, and how it is paid. */
export function ScheduleDialog({ subscription, onClose }: Props) {
  const styles = useStyles();
  const { t, date } = useReader();
  const words = useTermWords();
  const { scheduledChange: before } = subscription;
  const [text, setText] = useState(String(before?.quantity ?? subscription.quantity));
  const choices = useChoices(subscription);
  const present = {
    termDuration: before?.termDuration ?? subscription.termDuration,
    billingCycle: before?.billingCycle ?? subscription.billingCycle,
  };
  const [chosen, setChosen] = useState(keyOf(present));
  const change = useChange(subscription, onClose);
  const quantity = Number(text);
  const fits = Number.isSafeInteger(quantity) && quantity >= 1;
  const wanted = choices.find((choice) => keyOf(choice) === chosen) ?? present;
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('subscription.scheduleTitle')}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>{t('subscription.scheduleExplain', { date: date(subscription.endsOn) })}</Text>
            <Field label={t('subscriptions.quantity')}>
              <Input
                type="number"
                inputMode="numeric"
                min={1}
                step={1}
                value={text}
                onChange={(_, data) => setText(data.value)}
              />
            </Field>
            <ChoiceSelect
              label={t('subscription.scheduleChoice')}
              values={[...new Set([keyOf(present), ...choices.map(keyOf)])]}
              chosen={chosen}
              name={(key) => {
                const of = choices.find((choice) => keyOf(choice) === key) ?? present;
                return [words.term(of.termDuration), words.billing(of.billingCycle)].join(' · ');
              }}
              onChoose={setChosen}
            />
            {change.error && <ErrorState error={change.error} what={t('subscription.notSaved')} />}
          </DialogContent>
          <DialogActions>
            <PermittedButton
              appearance="primary"
              busy={change.isPending}
              reason={fits ? undefined : t('form.incomplete')}
              onClick={() => change.mutate({ scheduledChange: changeOf(subscription, quantity, wanted) })}
            >
              {t('subscription.save')}
            </PermittedButton>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

/** Only what is to be different; nothing at all takes back what was scheduled. */
function changeOf(subscription: Subscription, quantity: number, { termDuration, billingCycle }: Billing) {
  const change = {
    ...(quantity === subscription.quantity ? {} : { quantity }),
    ...(termDuration === subscription.termDuration ? {} : { termDuration }),
    ...(billingCycle === subscription.billingCycle ? {} : { billingCycle }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

/** The terms and payments in which the catalog offers this SKU to the customer. */
function useChoices({ customerId, productId, skuId }: Subscription): readonly Billing[] {
  const product = useQuery(productQuery(customerId, productId, undefined));
  const offers = product.data?.skus.find(({ skuId: id }) => id === skuId)?.offers ?? [];
  const choices = new Map(offers.map((offer) => [keyOf(offer), offer]));
  return [...choices.values()];
}
