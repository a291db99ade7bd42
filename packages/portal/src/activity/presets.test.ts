import { expect, test } from 'vitest';
import { actionsOf, spanOf } from './presets.ts';

test('opens on the three acts of key access and downloads', () => {
  expect(actionsOf('keys')).toBe('get_software_key,get_software_download_link,software_download');
});

test('counts the last month from the same day of the month before, clamped to its end', () => {
  expect(spanOf('month', '2026-03-31T10:00:00.000Z')).toEqual({ from: '2026-02-28', to: '2026-03-31' });
});
