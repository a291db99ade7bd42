import { Button, type ButtonProps } from '@fluentui/react-components';
import { Checkmark16Regular } from '@fluentui/react-icons/svg/checkmark';
import { Copy16Regular } from '@fluentui/react-icons/svg/copy';
import { useEffect, useState } from 'react';
import { useReader } from './reader.ts';

type Props = {
  readonly text: string;
  /** What is copied, for those who do not see what stands beside the button. */
  readonly what: string;
  readonly label?: string;
  readonly size?: ButtonProps['size'];
  readonly appearance?: ButtonProps['appearance'];
};

/** Copies and says so for a while; where the browser refuses, says that instead. */
export function CopyButton({ text, what, label, size = 'small', appearance = 'subtle' }: Props) {
  const { t } = useReader();
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), 4000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    writeClipboard(text).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  const words = { ready: label ?? t('copy.copy'), copied: t('copy.copied'), refused: t('copy.refused') };
  return (
    <>
      <Button
        size={size}
        appearance={appearance}
        icon={state === 'copied' ? <Checkmark16Regular /> : <Copy16Regular />}
        aria-label={state === 'ready' ? `${words.ready}: ${what}` : words[state]}
        onClick={copy}
      >
        {words[state]}
      </Button>
      <span role="status" className="visually-hidden">
        {state === 'ready' ? '' : words[state]}
      </span>
    </>
  );
}

/** The clipboard exists only on secure pages; plain http on another host has none. */
async function writeClipboard(text: string): Promise<void> {
  if (!navigator.clipboard) throw new Error('no clipboard on this page');
  await navigator.clipboard.writeText(text);
}
