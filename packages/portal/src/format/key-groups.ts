/** A key in groups for reading: digits by four, keys that bring their own dashes as they are. */
export function keyGroups(key: string): readonly string[] {
  if (key.includes('-')) return key.split('-');
  return key.match(/.{1,4}/g) ?? [key];
}
