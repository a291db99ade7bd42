import type { Statement } from '../platform/db/statement.ts';

export const readInstallation = (): Statement<{ readonly name: string; readonly demo: boolean }> => ({
  name: 'sessions.read_installation',
  text: 'select name, demo from kontor.installation',
  values: [],
});
