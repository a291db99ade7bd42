import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/session-queries.ts';
import type { Session } from '../api/types.ts';

/** Who is signed in; pages inside a portal are shown only when there is somebody. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('this page was shown before the session was known');
  return data;
}

export type Permit = (permission: string) => boolean;

/** The server's word on what this person may do at all. */
export function usePermit(): Permit {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}
