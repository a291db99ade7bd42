import { describe, expect, it } from 'vitest';
import {
  actions,
  isOwnAction,
  keyAccessAndDownloads,
  parseAction,
  resourceOfAction,
  resourceTypes,
} from './actions.ts';

describe('acts in the activity log', () => {
  it('each concern one known kind of thing', () => {
    for (const action of actions) expect(resourceTypes).toContain(resourceOfAction[action]);
    expect(new Set(actions).size).toBe(actions.length);
  });

  it('open on key access and downloads', () => {
    expect([...keyAccessAndDownloads].map(isOwnAction)).toEqual([false, false, true]);
  });

  it('are read by their exact name', () => {
    expect(parseAction('get_software_key')).toBe('get_software_key');
    expect(parseAction('toString')).toBeUndefined();
  });
});
