import {
  Checkbox,
  Field,
  Input,
  makeStyles,
  Subtitle2,
  Text,
  Textarea,
  tokens,
} from '@fluentui/react-components';
import { paths } from '../paths.ts';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { CustomerPicker } from './customer-picker.tsx';
import { isAbove } from './draft.ts';
import { PurchasePicker } from './purchase-picker.tsx';
import type { DraftForm } from './use-draft.ts';

const useStyles = makeStyles({
  fields: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '16px' },
  heading: { margin: 0 },
  group: { border: 'none', margin: 0, padding: 0, minWidth: 0 },
  legend: { padding: '0 0 4px' },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '12px' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

type Props = { readonly form: DraftForm; readonly errors: ReadonlyMap<string, string> };

/** The four facts of a refund: whose purchase, which, why, how much. */
export function RefundFields({ form, errors }: Props) {
  const styles = useStyles();
  const { t, money } = useReader();
  const { draft, prefill, prefilling, write } = form;
  const said = (path: string) => {
    const error = errors.get(`refund.${path}`) ?? errors.get(`body.refund.${path}`);
    return error ? { validationState: 'error' as const, validationMessage: error } : {};
  };
  const tooMuch =
    prefill && isAbove(draft.amount, prefill.left)
      ? { validationState: 'warning' as const, validationMessage: t('report.aboveLeft') }
      : {};
  const hasPurchase = draft.orderId !== undefined || draft.subscriptionId !== undefined;
  return (
    <section aria-label={t('report.refund')} className={styles.fields}>
      <Subtitle2 as="h3" className={styles.heading}>
        {t('report.refund')}
      </Subtitle2>
      <CustomerPicker
        label={t('support.customer')}
        required
        value={draft.customerId}
        error={errors.get('refund.customer')}
        onChange={form.chooseCustomer}
      />
      <PurchasePicker
        customerId={draft.customerId}
        value={{ order: draft.orderId, subscription: draft.subscriptionId }}
        onChange={form.choosePurchase}
      />
      {hasPurchase && prefilling.error && (
        <ReadFailure
          error={prefilling.error}
          what={t('report.prefillFailed')}
          onRetry={() => prefilling.refetch()}
        />
      )}
      {hasPurchase && !prefill && !prefilling.error && <LoadingLines lines={1} />}
      {prefill?.openRequest && (
        <Text>
          {t('report.openRequest', { number: '' })}
          <GoLink href={paths.supportRequest(prefill.openRequest.id)}>{prefill.openRequest.number}</GoLink>
        </Text>
      )}
      {prefill && draft.orderId !== undefined && prefill.purchase.lines.length > 1 && <Lines form={form} />}
      <Field label={t('report.reason')} required {...said('reason')}>
        <Textarea
          value={draft.reason}
          maxLength={2000}
          resize="vertical"
          onChange={(_, { value }) => write({ reason: value })}
        />
      </Field>
      <Field
        label={draft.currency ? t('report.amount', { currency: draft.currency }) : t('report.amountPlain')}
        required
        hint={
          prefill &&
          [
            t('report.left', { left: money(prefill.left.value, prefill.left.currency) }),
            t('report.planned', { amount: money(prefill.amount.value, prefill.amount.currency) }),
          ].join(' ')
        }
        {...tooMuch}
        {...(errors.has('refund.amount.value') ? said('amount.value') : said('amount'))}
      >
        <Input
          value={draft.amount}
          inputMode="decimal"
          maxLength={20}
          autoComplete="off"
          onChange={(_, { value }) => write({ amount: value })}
        />
      </Field>
    </section>
  );
}

/** An order of several lines can be asked back in part. */
function Lines({ form }: { readonly form: DraftForm }) {
  const styles = useStyles();
  const { t, money } = useReader();
  const { draft, prefill, chooseLines } = form;
  const lines = prefill?.purchase.lines ?? [];
  const all = lines.map(({ lineItemNumber }) => lineItemNumber);
  const chosen = new Set(draft.lines ?? prefill?.lineItemNumbers ?? all);
  const toggle = (number: number) => {
    const after = all.filter((each) => (each === number ? !chosen.has(each) : chosen.has(each)));
    // None of the lines would be all of them in the address: the last one stays.
    if (after.length > 0) chooseLines(after);
  };
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('report.lines')}</legend>
      {lines.map(({ lineItemNumber, title, quantity, left }) => (
        <div key={lineItemNumber} className={styles.line}>
          <Checkbox
            checked={chosen.has(lineItemNumber)}
            label={t('report.line', { title, quantity })}
            onChange={() => toggle(lineItemNumber)}
          />
          <Text size={200} className={styles.quiet}>
            {t('report.lineLeft', { left: money(left.value, left.currency) })}
          </Text>
        </div>
      ))}
    </fieldset>
  );
}
