import { makeStyles } from '@fluentui/react-components';
import { PartnerPicker } from '../billing/partner-picker.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { ActivityLog } from './activity-log.tsx';
import { LogActs } from './log-acts.tsx';

const useStyles = makeStyles({ partner: { maxWidth: '360px' } });

/** For the operator: the log of the partner that is named in the address. */
export function PartnerActivityPage() {
  const styles = useStyles();
  const { t } = useReader();
  const [{ partner }, change] = useUrlSearch();
  return (
    <Page
      title={t('nav.activity')}
      actions={partner !== undefined && <LogActs log={{ partnerId: partner }} />}
    >
      <div className={styles.partner}>
        <PartnerPicker
          value={partner}
          onChange={(chosen) => change({ partner: chosen, customer: undefined, record: undefined })}
        />
      </div>
      {partner === undefined ? (
        <EmptyState text={t('log.choosePartner')} />
      ) : (
        <ActivityLog key={partner} partnerId={partner} />
      )}
    </Page>
  );
}
