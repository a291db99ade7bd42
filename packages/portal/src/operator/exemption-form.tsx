import { call } from '../api/call.ts';
import type { PartnerCustomer } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { FormDialog } from './form-dialog.tsx';
import { instantOfMinute, utcMinute, type Values } from './form-values.ts';

type Props = {
  readonly partnerId: string;
  readonly customer: PartnerCustomer;
  readonly onClose: () => void;
};

/** On whose word a customer pays no tax, and how long. */
export function ExemptionForm({ partnerId, customer, onClose }: Props) {
  const { t } = useReader();
  const { exemption } = customer.tax;
  return (
    <FormDialog
      title={t('exemption.of', { name: customer.name })}
      explain={t('exemption.formExplain')}
      fields={() => [
        {
          kind: 'text',
          name: 'reason',
          path: 'exemption.reason',
          label: t('exemption.reason'),
          hint: t('exemption.reasonHint'),
          required: true,
        },
        {
          kind: 'text',
          name: 'certificate',
          path: 'exemption.certificate',
          label: t('exemption.certificate'),
          required: true,
          maxLength: 100,
        },
        {
          kind: 'minute',
          name: 'from',
          path: 'exemption.from',
          label: t('promotions.fromField'),
          required: true,
        },
        {
          kind: 'minute',
          name: 'to',
          path: 'exemption.to',
          label: t('promotions.toField'),
          hint: t('exemption.toHint'),
        },
      ]}
      initial={{
        reason: exemption?.reason ?? '',
        certificate: exemption?.certificate ?? '',
        from: exemption?.from.slice(0, 16) ?? utcMinute(),
        to: exemption?.to?.slice(0, 16) ?? '',
      }}
      submit={t('form.save')}
      failed={t('exemption.notSaved')}
      permission="prices.manage"
      stale={[['partners', partnerId, 'customers']]}
      send={(values) => putExemption(partnerId, customer, exemptionOf(values))}
      onClose={onClose}
    />
  );
}

export function EndExemption({ partnerId, customer, onClose }: Props) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('exemption.endOf', { name: customer.name })}
      explain={t('exemption.endExplain')}
      fields={() => []}
      initial={{}}
      submit={t('exemption.endNow')}
      failed={t('exemption.notSaved')}
      permission="prices.manage"
      stale={[['partners', partnerId, 'customers']]}
      send={() => putExemption(partnerId, customer, null)}
      onClose={onClose}
    />
  );
}

const putExemption = (
  partnerId: string,
  customer: PartnerCustomer,
  exemption: ReturnType<typeof exemptionOf> | null,
) => call('putTaxExemption', { params: { partnerId, customerId: customer.id }, body: { exemption } });

function exemptionOf({ reason = '', certificate = '', from = '', to = '' }: Values) {
  return {
    reason: reason.trim(),
    certificate: certificate.trim(),
    from: instantOfMinute(from),
    to: to === '' ? null : instantOfMinute(to),
  };
}
