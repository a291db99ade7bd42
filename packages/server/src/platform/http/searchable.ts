/** What a person searches for, trimmed; null when it is nothing. PostgreSQL has no NUL, which JSON can bring in. */
export const searchable = (text: string | undefined): string | null => {
  const trimmed = text?.replaceAll('\0', '').trim();
  return trimmed ? trimmed : null;
};
