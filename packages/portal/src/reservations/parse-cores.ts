const most = 500;

/** "8, 12; 20" as numbers of cores; undefined where something else stands between the commas. */
export function parseCores(text: string): readonly number[] | undefined {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const cores = parts.map(Number);
  const readable = cores.every((count) => Number.isInteger(count) && count >= 1 && count <= 10_000);
  return readable && cores.length > 0 && cores.length <= most ? cores : undefined;
}
