import { call } from '../api/call.ts';
import type { PartnerAccount } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { FormDialog } from './form-dialog.tsx';
import { optional, type Values } from './form-values.ts';

type Props = { readonly partner: PartnerAccount; readonly onClose: () => void };

export function PartnerDetailsForm({ partner, onClose }: Props) {
  const { t } = useReader();
  const { address } = partner;
  return (
    <FormDialog
      title={t('partners.changeOf', { name: partner.name })}
      fields={() => [
        { kind: 'text', name: 'name', label: t('customers.name'), required: true },
        { kind: 'text', name: 'legalName', label: t('partners.legalName') },
        { kind: 'text', name: 'vatId', label: t('partners.vatId'), maxLength: 20 },
        { kind: 'text', name: 'line1', label: t('settings.line1') },
        { kind: 'text', name: 'postalCode', label: t('settings.postalCode'), maxLength: 20 },
        { kind: 'text', name: 'city', label: t('settings.city') },
        {
          kind: 'choice',
          name: 'language',
          label: t('partners.language'),
          choices: [
            ['en', 'English'],
            ['tr', 'Türkçe'],
          ],
        },
        {
          kind: 'text',
          name: 'terms',
          path: 'paymentTermsDays',
          label: t('partners.terms'),
          hint: t('partners.termsHint'),
          numeric: true,
          required: true,
          maxLength: 3,
        },
        {
          kind: 'choice',
          name: 'payment',
          label: t('partners.payment'),
          choices: [
            ['on_account', t('partners.payment.on_account')],
            ['provider', t('partners.payment.provider')],
          ],
        },
        {
          kind: 'tick',
          name: 'suspended',
          label: t('partners.suspend'),
          warning: t('partners.suspendWarning'),
        },
      ]}
      initial={{
        name: partner.name,
        legalName: partner.legalName,
        vatId: partner.vatId,
        line1: address?.line1 ?? '',
        postalCode: address?.postalCode ?? '',
        city: address?.city ?? '',
        language: partner.language,
        terms: String(partner.paymentTermsDays),
        payment: partner.paymentMode,
        suspended: partner.suspended ? 'yes' : '',
      }}
      submit={t('form.save')}
      failed={t('partners.notSaved')}
      permission="partners.manage"
      stale={[['partners']]}
      send={(values) =>
        call('updatePartner', { params: { partnerId: partner.id }, body: bodyOf(values, partner) })
      }
      onClose={onClose}
    />
  );
}

function bodyOf(values: Values, { address }: PartnerAccount) {
  const [line1, city] = [values.line1?.trim() ?? '', values.city?.trim() ?? ''];
  return {
    name: values.name ?? '',
    legalName: values.legalName ?? '',
    vatId: values.vatId ?? '',
    ...(line1 === '' && city === ''
      ? {}
      : { address: { ...address, line1, city, ...optional('postalCode', values.postalCode) } }),
    language: values.language === 'tr' ? ('tr' as const) : ('en' as const),
    paymentTermsDays: Number(values.terms),
    paymentMode: values.payment === 'provider' ? ('provider' as const) : ('on_account' as const),
    suspended: values.suspended === 'yes',
  };
}
