import { expect, test } from 'vitest';
import { fileKindOf } from './file-kind.ts';

const root = `${'A'.repeat(43)}=`;

test.each([
  ['{"accountId":"3f8e","action":"get_software_key","leafIndex":0,"v":1}\n', 'records'],
  ['kontor-export-proof/v1\nlog/1\n3\n', 'proof'],
  [`partners.example/3f8e\n18204\n${root}\n\n— partners.example/3f8e x08go/ZJ\n`, 'checkpoint'],
  ['partners.example/3f8e+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n', 'keys'],
  ['{"path":"/user/name","salt":"AAAA","subjectId":null,"value":"x"}\n', 'openings'],
  ['Date,Action,User\n', undefined],
  ['', undefined],
  [`partners.example/3f8e\n18204\n${root}\n`, undefined],
] as const)('knows a file by its beginning (%#)', (head, kind) => {
  expect(fileKindOf(head)).toBe(kind);
});
