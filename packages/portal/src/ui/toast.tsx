import { Toast, ToastTitle, useToastController } from '@fluentui/react-components';
import { useCallback } from 'react';

export const toasterId = 'kontor-toaster';

/** Says once, in the corner and to screen readers, that something was done. */
export function useToast(): (text: string) => void {
  const { dispatchToast } = useToastController(toasterId);
  return useCallback(
    (text) =>
      dispatchToast(
        <Toast>
          <ToastTitle>{text}</ToastTitle>
        </Toast>,
        { intent: 'success', timeout: 3000 },
      ),
    [dispatchToast],
  );
}
