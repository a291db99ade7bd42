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
import { quantityPreviewQuery } from '../../api/subscription-queries.ts';
import type { Subscription } from '../../api/types.ts';
import { PermittedButton } from '../../ui/permitted-button.tsx';
import { useReader } from '../../ui/reader.ts';
import { ErrorState, LoadingLines } from '../../ui/states.tsx';
import { QuantityPrice } from './quantity-price.tsx';
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

/** More units, with what they cost for the rest of the period before anything is charged. */
export function QuantityDialog({ subscription, onClose }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const running = subscription.quantity;
  const [text, setText] = useState(String(running + 1));
  const wanted = Number(text);
  const more = Number.isSafeInteger(wanted) && wanted > running;
  const price = useQuery(quantityPreviewQuery(subscription, more ? wanted : running));
  const change = useChange(subscription, onClose);
  const reason = more
    ? price.data
      ? undefined
      : t('subscription.quantityFailed')
    : t('subscription.quantityMore', { quantity: running });
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('subscription.quantityTitle')}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>{t('subscription.quantityExplain', { quantity: running })}</Text>
            <Field
              label={t('subscription.quantityTotal')}
              {...(more ? {} : { validationMessage: t('subscription.quantityMore', { quantity: running }) })}
            >
              <Input
                type="number"
                inputMode="numeric"
                min={running + 1}
                step={1}
                value={text}
                onChange={(_, data) => setText(data.value)}
              />
            </Field>
            {more &&
              (price.error ? (
                <ErrorState error={price.error} what={t('subscription.quantityFailed')} />
              ) : price.data ? (
                <QuantityPrice price={price.data} />
              ) : (
                <LoadingLines lines={1} />
              ))}
            {change.error && <ErrorState error={change.error} what={t('subscription.notSaved')} />}
          </DialogContent>
          <DialogActions>
            <PermittedButton
              appearance="primary"
              busy={change.isPending || (more && price.isFetching)}
              reason={price.isFetching ? undefined : reason}
              onClick={() => change.mutate({ quantity: wanted })}
            >
              {t('subscription.buy')}
            </PermittedButton>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
