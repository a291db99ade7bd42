import { useParams } from '@tanstack/react-router';
import { type LogPart, logParts, paths } from '../paths.ts';
import { LinkTabs } from '../ui/link-tabs.tsx';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { MissingInPortal } from '../ui/route-states.tsx';
import { usePermit } from '../ui/session.ts';
import { ForbiddenState } from '../ui/states.tsx';
import { oneOf } from '../ui/url-state.ts';
import { LogSettingsPart } from './log-parts.tsx';

const parts = logParts.filter((part) => part !== 'keeping');

/** Of the partner's own log. */
export function LogSettingsPage() {
  const { t } = useReader();
  const permit = usePermit();
  const part = useLogPart(parts);
  if (part === undefined) return <MissingInPortal />;
  const tabs = parts.map((each) => ({ href: paths.logSettings(each), text: t(`logSettings.part.${each}`) }));
  const allowed = permit('activity.read');
  return (
    <Page
      title={t('logSettings.title')}
      crumbs={[{ text: t('nav.activity'), href: paths.activity() }]}
      below={allowed && <LinkTabs label={t('logSettings.title')} tabs={tabs} />}
    >
      {allowed ? (
        <LogSettingsPart key={part} part={part} log={{}} />
      ) : (
        <ForbiddenState text={t('activity.needsRole')} />
      )}
    </Page>
  );
}

/** The part that the address names, the first where it names none; undefined where it names something else. */
export function useLogPart(known: readonly LogPart[]): LogPart | undefined {
  const { part }: Readonly<Record<string, string | undefined>> = useParams({ strict: false });
  return part === undefined ? 'unusual' : oneOf(part, known);
}
