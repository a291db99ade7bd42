import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { type PolicyDraft, policyPreviewQuery } from '../api/operate-queries.ts';
import { formatLastInstant } from '../format/dates.ts';
import { useReader } from '../ui/reader.ts';
import { oneOf } from '../ui/url-state.ts';
import { families, segments } from './families.ts';
import { FormDialog } from './form-dialog.tsx';
import type { FieldSpec } from './form-field.tsx';
import { instantOfMinute, optional, utcMinute, type Values } from './form-values.ts';
import { useMarketNames } from './use-market-names.ts';
import { windowWords } from './window-words.ts';

const kinds = ['days', 'hours', 'never'] as const;

/** The next version of a policy, and what it would mean for a purchase made today, in the server's words. */
export function PolicyForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useReader();
  const markets = useMarketNames();
  const fields = (values: Values): readonly FieldSpec[] => [
    {
      kind: 'choice',
      name: 'family',
      label: t('products.family'),
      choices: families.map((family) => [family, t(`familyName.${family}`)]),
    },
    {
      kind: 'text',
      name: 'productId',
      label: t('policies.product'),
      hint: t('policies.productHint'),
      maxLength: 12,
    },
    {
      kind: 'search',
      name: 'market',
      label: t('policies.market'),
      choices: markets.choices,
      any: t('policies.everyMarket'),
    },
    {
      kind: 'choice',
      name: 'segment',
      label: t('products.segment'),
      choices: [
        ['', t('products.allSegments')],
        ...segments.map((segment) => [segment, t(`segment.${segment}`)] as const),
      ],
    },
    {
      kind: 'choice',
      name: 'kind',
      label: t('policies.counted'),
      choices: kinds.map((kind) => [kind, t(`policies.counted.${kind}`)]),
    },
    ...(values.kind === 'never'
      ? []
      : [
          {
            kind: 'text' as const,
            name: 'length',
            path: 'window',
            label: t(values.kind === 'hours' ? 'policies.hoursLong' : 'policies.daysLong'),
            numeric: true,
            required: true,
            maxLength: 6,
          },
        ]),
    {
      kind: 'choice',
      name: 'credit',
      label: t('policies.credit'),
      choices: [
        ['prorated', t('policies.credit.prorated')],
        ['full', t('policies.credit.full')],
      ],
    },
    {
      kind: 'text',
      name: 'zone',
      label: t('policies.zone'),
      hint: t('policies.zoneHint'),
      maxLength: 60,
      required: true,
    },
    {
      kind: 'minute',
      name: 'effectiveFrom',
      label: t('form.from'),
      hint: t('form.fromHint'),
      required: true,
    },
    ...(values.kind === 'never'
      ? []
      : [
          {
            kind: 'tick' as const,
            name: 'extendsExisting',
            label: t('policies.extend'),
            warning: t('policies.extendWarning'),
          },
        ]),
  ];
  return (
    <FormDialog
      title={t('policies.new')}
      explain={t('policies.explain')}
      fields={fields}
      initial={{
        family: 'software_subscription',
        kind: 'days',
        length: '60',
        credit: 'prorated',
        zone: 'UTC',
        effectiveFrom: utcMinute(),
      }}
      submit={t('policies.save')}
      failed={t('policies.notSaved')}
      permission="policies.manage"
      stale={[['policies']]}
      send={(values) => call('createPolicy', { body: draftOf(values) })}
      below={(values) => <Preview values={values} />}
      onClose={onClose}
    />
  );
}

function draftOf(values: Values): PolicyDraft {
  const length = values.length?.trim() ?? '';
  const window = values.kind === 'never' ? null : values.kind === 'hours' ? `PT${length}H` : `P${length}D`;
  const segment = oneOf(values.segment, segments);
  return {
    family: oneOf(values.family, families) ?? 'software_subscription',
    ...optional('productId', values.productId),
    ...optional('market', values.market),
    ...(segment ? { segment } : {}),
    window,
    credit: values.credit === 'full' ? 'full' : 'prorated',
    zone: values.zone?.trim() ?? '',
    effectiveFrom: instantOfMinute(values.effectiveFrom ?? ''),
    ...(window !== null && values.extendsExisting === 'yes' ? { extendsExisting: true } : {}),
  };
}

function Preview({ values }: { readonly values: Values }) {
  const { t, locale } = useReader();
  const draft = draftOf(values);
  const { data } = useQuery(
    policyPreviewQuery(draft, values.kind === 'never' || Boolean(values.length?.trim())),
  );
  if (!data) return null;
  const before = data.replaces
    ? t('policies.previewReplaces', { version: data.version, window: windowWords(data.replaces.window, t) })
    : t('policies.previewFirst');
  const meaning = data.cancellableUntil
    ? t('policies.previewUntil', { until: formatLastInstant(data.cancellableUntil, locale) })
    : t('policies.previewNever');
  return (
    <MessageBar intent="info" layout="multiline" role="status">
      <MessageBarBody>
        {meaning} {before}
      </MessageBarBody>
    </MessageBar>
  );
}
