import { useEffect, useRef, useState } from 'react';
import type { VerifyAnswer, VerifyQuestion } from './verify-messages.ts';

/** `loading` until nothing more is needed from any server. */
export type Verifying = { readonly kind: 'loading' } | VerifyAnswer;

/** The worker is fetched with the page, so that nothing is asked of anybody once files are in hand. */
export function useVerifier() {
  const worker = useRef<Worker>(undefined);
  const [state, setState] = useState<Verifying>({ kind: 'loading' });
  useEffect(() => {
    const made = new Worker(new URL('./verify-worker.ts', import.meta.url), { type: 'module' });
    made.onmessage = ({ data }: MessageEvent<VerifyAnswer>) => setState(data);
    made.onerror = ({ message }) => setState({ kind: 'failed', message });
    worker.current = made;
    return () => made.terminate();
  }, []);
  return {
    state,
    verify: (question: VerifyQuestion) => {
      setState({ kind: 'progress', bytes: 0, total: 0 });
      worker.current?.postMessage(question);
    },
    /** Forgets the last answer; one that is still being worked on is waited for. */
    reset: () =>
      setState((before) =>
        before.kind === 'loading' || before.kind === 'progress' ? before : { kind: 'ready' },
      ),
  };
}
