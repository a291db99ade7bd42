import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { reservationsKey } from '../api/reservation-queries.ts';

/** One act on a customer's reservations: what is shown behind is fresh before the dialog closes. */
export function useDeed(customerId: string, onDone: () => void) {
  const client = useQueryClient();
  const [key] = useState(randomKey);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const run = async (deed: (key: string) => Promise<unknown>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await deed(key);
      await Promise.all(
        [reservationsKey(customerId), ['orders'], ['activity']].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
      onDone();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return { busy, failure, run };
}

/** Not `crypto.randomUUID`, which plain http pages of another host lack. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
