import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ForbiddenState } from '../ui/states.tsx';
import { ActivityLog } from './activity-log.tsx';

export function ActivityPage() {
  const { t } = useReader();
  const permit = usePermit();
  return (
    <Page title={t('nav.activity')}>
      {permit('activity.read') ? <ActivityLog /> : <ForbiddenState text={t('activity.needsRole')} />}
    </Page>
  );
}
