import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ForbiddenState } from '../ui/states.tsx';
import { ActivityLog } from './activity-log.tsx';
import { LogActs } from './log-acts.tsx';

export function ActivityPage() {
  const { t } = useReader();
  const permit = usePermit();
  const allowed = permit('activity.read');
  return (
    <Page title={t('nav.activity')} actions={allowed && <LogActs />}>
      {allowed ? <ActivityLog /> : <ForbiddenState text={t('activity.needsRole')} />}
    </Page>
  );
}
