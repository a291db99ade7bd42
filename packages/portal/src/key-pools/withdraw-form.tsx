import { call } from '../api/call.ts';
import type { SkuName } from '../api/operator-queries.ts';
import type { KeyImport } from '../api/types.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { useReader } from '../ui/reader.ts';

type Props = {
  readonly sku: SkuName;
  readonly batch: KeyImport;
  readonly onDone: (withdrawn: number) => void;
  readonly onClose: () => void;
};

/** It cannot be taken back: the dialog says how many keys it is about. */
export function WithdrawForm({ sku, batch, onDone, onClose }: Props) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('keyPools.withdrawOf', { batch: batch.id })}
      explain={t('keyPools.withdrawExplain', { free: batch.free, taken: batch.added - batch.free })}
      fields={() => []}
      initial={{}}
      submit={t('keyPools.withdraw')}
      failed={t('keyPools.notWithdrawn')}
      permission="keys.manage"
      stale={[['key-pools']]}
      send={() => call('withdrawKeys', { params: { ...sku, importId: batch.id } })}
      onDone={({ withdrawn }) => onDone(withdrawn)}
      onClose={onClose}
    />
  );
}
