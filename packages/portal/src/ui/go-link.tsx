import { Link } from '@fluentui/react-components';
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

type Props = {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly title?: string | undefined;
  readonly 'aria-current'?: 'page' | undefined;
  readonly 'aria-label'?: string | undefined;
  readonly onGo?: () => void;
  readonly plain?: boolean;
};

/** A link within the portal: an address of `paths`, followed without loading the page again. */
export function GoLink({ href, children, onGo, plain, ...rest }: Props) {
  const follow = useFollow();
  const onClick = (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onGo?.();
    follow(href);
  };
  if (plain) {
    return (
      <a href={href} onClick={onClick} {...rest}>
        {children}
      </a>
    );
  }
  return (
    <Link href={href} onClick={onClick} {...rest}>
      {children}
    </Link>
  );
}

export function useFollow(): (href: string) => void {
  const router = useRouter();
  return (href) => {
    router.history.push(href);
  };
}
