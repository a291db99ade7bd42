import { call } from '../api/call.ts';
import type { KeyPool } from '../api/types.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { useReader } from '../ui/reader.ts';

type Props = { readonly pool: KeyPool; readonly onClose: () => void };

export function ThresholdForm({ pool, onClose }: Props) {
  const { t } = useReader();
  const { productId, skuId, keyGroup } = pool;
  return (
    <FormDialog
      title={t('keyPools.thresholdOf', { pool: `${pool.productTitle}, ${keyGroup}` })}
      explain={t('keyPools.thresholdExplain')}
      fields={() => [
        { kind: 'text', name: 'threshold', label: t('keyPools.threshold'), numeric: true, maxLength: 7 },
      ]}
      initial={{ threshold: String(pool.threshold) }}
      submit={t('form.save')}
      failed={t('keyPools.notSaved')}
      permission="keys.manage"
      stale={[['key-pools']]}
      send={({ threshold = '' }) =>
        call('putStockThreshold', {
          params: { productId, skuId },
          query: { version: keyGroup },
          body: { threshold: threshold.trim() === '' ? null : Number(threshold) },
        })
      }
      onClose={onClose}
    />
  );
}
