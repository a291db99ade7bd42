import { makeStyles } from '@fluentui/react-components';
import { PartnerPicker } from '../billing/partner-picker.tsx';
import { logParts, paths } from '../paths.ts';
import { LinkTabs } from '../ui/link-tabs.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { MissingInPortal } from '../ui/route-states.tsx';
import { EmptyState } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { LogSettingsPart } from './log-parts.tsx';
import { useLogPart } from './log-settings-page.tsx';

const useStyles = makeStyles({ partner: { maxWidth: '360px' } });

/** For the operator: of the installation's own log, or of the partner's that the address names. */
export function OperatorLogSettingsPage() {
  const styles = useStyles();
  const { t } = useReader();
  const [{ partner }, change] = useUrlSearch();
  const part = useLogPart(logParts);
  if (part === undefined) return <MissingInPortal />;
  const tabs = logParts.map((each) => ({
    href: paths.partnerLogSettings(each, partner),
    text: t(`logSettings.part.${each}`),
  }));
  const crumbs = [{ text: t('nav.activity'), href: paths.partnerActivity(partner) }];
  return (
    <Page
      title={t('logSettings.title')}
      crumbs={crumbs}
      below={<LinkTabs label={t('logSettings.title')} tabs={tabs} />}
    >
      {part !== 'keeping' && (
        <div className={styles.partner}>
          <PartnerPicker
            value={partner}
            none={t('logSettings.installation')}
            onChange={(chosen) => change({ partner: chosen, person: undefined })}
          />
        </div>
      )}
      {part === 'unusual' && partner === undefined ? (
        <EmptyState text={t('logSettings.installationHint')} />
      ) : (
        <LogSettingsPart key={`${part} ${partner}`} part={part} log={partner ? { partnerId: partner } : {}} />
      )}
    </Page>
  );
}
