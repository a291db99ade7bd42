import {
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Select,
  Textarea,
  Title3,
} from '@fluentui/react-components';
import { supportTypes } from '@kontor/domain/support/support-type';
import type { ReactNode } from 'react';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { isRefund } from './draft.ts';
import { ImpactChoice } from './impact-choice.tsx';
import { RefundFields } from './refund-fields.tsx';
import type { DraftForm } from './use-draft.ts';

const useStyles = makeStyles({
  section: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    rowGap: '16px',
    border: 'none',
    margin: 0,
    padding: 0,
    minWidth: 0,
  },
  heading: { margin: 0 },
  contact: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 220px), 1fr))',
    gap: '12px 16px',
    alignItems: 'start',
  },
});

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const styles = useStyles();
  return (
    <section aria-label={title} className={styles.section}>
      <Title3 as="h2" className={styles.heading}>
        {title}
      </Title3>
      {children}
    </section>
  );
}

type Props = { readonly form: DraftForm; readonly errors: ReadonlyMap<string, string> };

/** What the problem is, and for a refund its four facts. */
export function Details({ form, errors }: Props) {
  const { t } = useReader();
  const permit = usePermit();
  const { draft, write, prefill } = form;
  const refund = isRefund(draft);
  const mayRefund = permit('support.request_refund');
  return (
    <Section title={t('report.details')}>
      {prefill?.refusal && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>{t('report.prefilled')}</MessageBarBody>
        </MessageBar>
      )}
      <Field label={t('support.type')} required {...wrong(errors.get('type'))}>
        <Select value={draft.type} onChange={(_, { value }) => form.chooseType(value)}>
          <option value="">–</option>
          {supportTypes.map((type) => (
            <option key={type} value={type}>
              {t(`supportType.${type}`)}
            </option>
          ))}
        </Select>
      </Field>
      {refund && !mayRefund && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('report.refundNeeds')}</MessageBarBody>
        </MessageBar>
      )}
      <ImpactChoice value={draft.impact} onChange={(impact) => write({ impact })} />
      <Field
        label={t('support.titleOf')}
        hint={t('report.titleHint')}
        required
        {...wrong(errors.get('title'))}
      >
        <Input
          value={draft.title}
          maxLength={200}
          autoComplete="off"
          onChange={(_, { value }) => write({ title: value })}
        />
      </Field>
      <Field
        label={t('report.description')}
        hint={t(refund ? 'report.descriptionRefund' : 'report.descriptionHint')}
        required={!refund}
        {...wrong(errors.get('description'))}
      >
        <Textarea
          value={draft.description}
          rows={6}
          maxLength={8000}
          resize="vertical"
          onChange={(_, { value }) => write({ description: value })}
        />
      </Field>
      {refund && mayRefund && <RefundFields form={form} errors={errors} />}
    </Section>
  );
}

/** Who is asked when something is not clear; the person who writes, unless they name another. */
export function Contact({ form: { draft, write }, errors }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <Section title={t('report.contact')}>
      <div className={styles.contact}>
        <Field label={t('report.name')} required {...wrong(errors.get('contact.name'))}>
          <Input
            value={draft.name}
            maxLength={200}
            autoComplete="name"
            onChange={(_, { value }) => write({ name: value })}
          />
        </Field>
        <Field label={t('report.email')} required {...wrong(errors.get('contact.email'))}>
          <Input
            type="email"
            value={draft.email}
            maxLength={254}
            autoComplete="email"
            onChange={(_, { value }) => write({ email: value })}
          />
        </Field>
        <Field label={t('report.phone')} hint={t('report.phoneHint')} {...wrong(errors.get('contact.phone'))}>
          <Input
            type="tel"
            value={draft.phone}
            maxLength={40}
            autoComplete="tel"
            onChange={(_, { value }) => write({ phone: value })}
          />
        </Field>
      </div>
    </Section>
  );
}

function wrong(error: string | undefined) {
  return error ? { validationState: 'error' as const, validationMessage: error } : {};
}
