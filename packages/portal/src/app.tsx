import { FluentProvider, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { createQueryClient } from './api/query-client.ts';
import { directionOf } from './locales/messages.ts';
import { paths, portalNames } from './paths.ts';
import { createPortalRouter } from './routes.tsx';
import { PreferencesProvider, usePreferences } from './ui/preferences.tsx';
import { WordsProvider } from './ui/words-provider.tsx';

export function App() {
  return (
    <PreferencesProvider>
      <Themed />
    </PreferencesProvider>
  );
}

function Themed() {
  const { appearance, language } = usePreferences();
  const theme = appearance === 'dark' ? webDarkTheme : webLightTheme;
  return (
    <FluentProvider
      theme={theme}
      dir={directionOf(language)}
      style={{ minHeight: '100dvh', colorScheme: appearance }}
    >
      <WordsProvider>
        <Portal />
      </WordsProvider>
    </FluentProvider>
  );
}

function Portal() {
  const [{ client, router }] = useState(createPortal);
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}

function createPortal() {
  const client = createQueryClient(() => {
    const { pathname, href } = router.state.location;
    const portal = portalNames.find((name) => pathname.startsWith(`/${name}`));
    if (portal && !pathname.endsWith('/sign-in')) router.history.push(paths.signIn(portal, href));
  });
  const router = createPortalRouter(client);
  return { client, router };
}
