import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isProblem, isRefusal } from './problem.ts';

/** One cache for the page; `onSignedOut` runs when the server says that nobody is signed in any more. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== 'session' && isProblem(error, 'unauthenticated')) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => !isRefusal(error) && failures < 1,
        refetchOnWindowFocus: true,
      },
    },
  });
}
