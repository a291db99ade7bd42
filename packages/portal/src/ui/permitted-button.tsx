import { Button, type ButtonProps, Tooltip, useRestoreFocusTarget } from '@fluentui/react-components';
import type { ReactNode } from 'react';

type Props = {
  /** Why the button cannot be used now; empty or absent when it can. */
  readonly reason?: string | undefined;
  readonly children: ReactNode;
  readonly onClick: () => void;
  readonly appearance?: ButtonProps['appearance'];
  readonly size?: ButtonProps['size'];
  readonly icon?: ButtonProps['icon'];
  readonly busy?: boolean;
  readonly 'aria-label'?: string;
};

/** A button that stays in its place when it may not be used, and says why on hover and on focus. */
export function PermittedButton({ reason, children, onClick, busy, ...rest }: Props) {
  // A dialog that this opens gives the focus back when it closes.
  const restoreFocus = useRestoreFocusTarget();
  const button = (
    <Button
      {...restoreFocus}
      {...rest}
      disabledFocusable={Boolean(reason) || busy === true}
      onClick={() => {
        if (!reason && !busy) onClick();
      }}
    >
      {children}
    </Button>
  );
  if (!reason) return button;
  return (
    <Tooltip content={reason} relationship="description" withArrow>
      {button}
    </Tooltip>
  );
}
