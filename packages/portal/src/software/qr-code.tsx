import { useEffect, useState } from 'react';

const margin = 4;

/** Drawn here as one path, dark on white in either appearance, so that cameras read it. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const [code, setCode] = useState<{ size: number; path: string }>();
  useEffect(() => {
    let wanted = true;
    import('qrcode').then(({ create }) => {
      if (!wanted) return;
      const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
      setCode({ size, path: pathOf(size, data) });
    });
    return () => {
      wanted = false;
    };
  }, [text]);
  const side = (code?.size ?? 25) + margin * 2;
  return (
    <svg role="img" aria-label={label} width={148} height={148} viewBox={`0 0 ${side} ${side}`}>
      <rect width={side} height={side} fill="#fff" />
      {code && <path d={code.path} fill="#000" shapeRendering="crispEdges" />}
    </svg>
  );
}

function pathOf(size: number, modules: ArrayLike<number>): string {
  return Array.from(modules, (dark, index) =>
    dark ? `M${(index % size) + margin} ${Math.floor(index / size) + margin}h1v1h-1z` : '',
  ).join('');
}
