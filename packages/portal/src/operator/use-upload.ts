import { useState } from 'react';
import type { Progress } from '../api/upload.ts';

export type UploadState<T> =
  | { readonly status: 'idle' }
  | { readonly status: 'sending'; readonly share: number }
  | { readonly status: 'done'; readonly answer: T }
  | { readonly status: 'failed'; readonly error: unknown };

/** One upload at a time: how far it is, what it answered, or what went wrong. */
export function useUpload<T>() {
  const [state, setState] = useState<UploadState<T>>({ status: 'idle' });
  const run = async (send: (onProgress: Progress) => Promise<T>): Promise<void> => {
    setState({ status: 'sending', share: 0 });
    try {
      const answer = await send((share) => setState({ status: 'sending', share }));
      setState({ status: 'done', answer });
    } catch (error) {
      setState({ status: 'failed', error });
    }
  };
  return { state, run };
}
