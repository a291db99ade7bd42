import {
  Checkbox,
  Field,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Select,
  Text,
  Title3,
  tokens,
} from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { changePreferences, noticePreferencesQuery, type PreferenceChange } from '../api/notice-queries.ts';
import type { NoticePreferences } from '../api/types.ts';
import { languageNames, languages } from '../locales/messages.ts';
import { type NoticePortal, paths } from '../paths.ts';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { oneOf } from '../ui/url-state.ts';
import { CalendarAddress } from './calendar-address.tsx';

const useStyles = makeStyles({
  kinds: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', maxWidth: '760px' },
  kind: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(160px, 240px)',
    gap: '4px 24px',
    alignItems: 'center',
    padding: '10px 0',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 480px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  quiet: { color: tokens.colorNeutralForeground3, display: 'block' },
  heading: { margin: '8px 0 0' },
  narrow: { maxWidth: '360px' },
});

export function PartnerPreferencesPage() {
  return <Preferences portal="partner" />;
}

export function OperatorPreferencesPage() {
  return <Preferences portal="operator" />;
}

/** How somebody wants to be told of what: chosen is saved. */
function Preferences({ portal }: { readonly portal: NoticePortal }) {
  const { t } = useReader();
  const permit = usePermit();
  const { data, error, refetch } = useQuery(noticePreferencesQuery);
  return (
    <Page
      title={t('notices.preferences')}
      width="form"
      crumbs={[{ text: t('notices.title'), href: paths.notices(portal) }]}
    >
      {error ? (
        <ReadFailure error={error} what={t('preferences.failed')} onRetry={() => refetch()} />
      ) : data ? (
        <Choices preferences={data} />
      ) : (
        <LoadingLines lines={8} />
      )}
      {permit('calendar.read') && <CalendarAddress />}
    </Page>
  );
}

function Choices({ preferences }: { readonly preferences: NoticePreferences }) {
  const styles = useStyles();
  const { t } = useReader();
  const client = useQueryClient();
  const saving = useMutation({ mutationFn: (body: PreferenceChange) => changePreferences(client, body) });
  const { kinds, email, sendsMail, digestAt, digestZone, sandbox, mailFromSandbox } = preferences;
  return (
    <>
      {!sendsMail && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('preferences.noMail')}</MessageBarBody>
        </MessageBar>
      )}
      <Text>{t('preferences.explain', { email, time: digestAt, zone: digestZone })}</Text>
      <div className={styles.kinds}>
        {kinds.map(({ kind, way, ways }) => (
          <div key={kind} className={styles.kind}>
            <span>
              {t(`noticeKind.${kind}`)}
              <Text size={200} className={styles.quiet}>
                {t(`noticeKind.${kind}.means`)}
              </Text>
            </span>
            <Select
              aria-label={t(`noticeKind.${kind}`)}
              value={way}
              disabled={saving.isPending}
              onChange={(_, { value }) => {
                const chosen = oneOf(value, ways);
                if (chosen) saving.mutate({ kinds: [{ kind, way: chosen }] });
              }}
            >
              {ways.map((each) => (
                <option key={each} value={each}>
                  {t(`noticeWay.${each}`)}
                </option>
              ))}
            </Select>
          </div>
        ))}
      </div>
      <Title3 as="h2" className={styles.heading}>
        {t('preferences.mail')}
      </Title3>
      <LanguageChoice preferences={preferences} onChoose={(language) => saving.mutate({ language })} />
      {sandbox && (
        <Checkbox
          label={t('preferences.sandbox')}
          checked={mailFromSandbox}
          onChange={(_, { checked }) => saving.mutate({ mailFromSandbox: checked === true })}
        />
      )}
      <span role="status">
        {saving.isPending ? t('preferences.saving') : saving.isSuccess ? t('preferences.saved') : ''}
      </span>
      {saving.error && <ErrorState error={saving.error} what={t('preferences.notSaved')} />}
    </>
  );
}

type LanguageProps = {
  readonly preferences: NoticePreferences;
  readonly onChoose: (language: 'en' | 'tr' | null) => void;
};

function LanguageChoice({ preferences: { language, usualLanguage }, onChoose }: LanguageProps) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <Field label={t('preferences.language')} className={styles.narrow}>
      <Select value={language ?? ''} onChange={(_, { value }) => onChoose(oneOf(value, languages) ?? null)}>
        <option value="">{t('preferences.usualLanguage', { language: languageNames[usualLanguage] })}</option>
        {languages.map((each) => (
          <option key={each} value={each} lang={each}>
            {languageNames[each]}
          </option>
        ))}
      </Select>
    </Field>
  );
}
