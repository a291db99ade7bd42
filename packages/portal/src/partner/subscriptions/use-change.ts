import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changeSubscription, staleAfterChange } from '../../api/subscription-queries.ts';
import type { Subscription, SubscriptionChange } from '../../api/types.ts';

/** A change is saved at once, and everything that shows it is read again. */
export function useChange(subscription: Subscription, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: SubscriptionChange) => changeSubscription(subscription, change),
    onSettled: () => Promise.all(staleAfterChange.map((queryKey) => client.invalidateQueries({ queryKey }))),
    ...(onDone ? { onSuccess: onDone } : {}),
  });
}
