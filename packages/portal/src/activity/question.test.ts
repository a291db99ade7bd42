import { expect, test } from 'vitest';
import { questionOf, savedQueryOf, searchOfView } from './question.ts';

const now = '2026-11-22T10:00:00.000Z';

test('an empty address asks who looked at keys in the last month', () => {
  const { preset, range, filter } = questionOf({}, now);
  expect({ preset, range, from: filter.from, to: filter.to, action: filter.action }).toEqual({
    preset: 'keys',
    range: 'month',
    from: '2026-10-22',
    to: '2026-11-22',
    action: 'get_software_key,get_software_download_link,software_download',
  });
});

test('an address with anything in it asks only what there is', () => {
  const search = { preset: 'none', range: 'ever', outcome: 'perhaps', text: 'findik' };
  expect(questionOf(search, now)).toMatchObject({
    preset: 'keys',
    range: 'month',
    filter: { outcome: undefined, text: 'findik' },
  });
});

test('a view that was saved is the same question again, and nothing else', () => {
  const search = {
    preset: 'all',
    range: 'custom',
    from: '2026-01-01',
    to: '2026-02-01',
    customer: 'c1',
    outcome: 'refused',
    cursor: 'x',
  };
  const saved = savedQueryOf(search);
  expect(saved).toEqual({
    preset: 'all',
    range: 'custom',
    from: '2026-01-01',
    to: '2026-02-01',
    customerId: 'c1',
    outcome: 'refused',
  });
  const { cursor, ...question } = search;
  expect(searchOfView(saved)).toEqual({
    action: undefined,
    user: undefined,
    resource: undefined,
    text: undefined,
    ...question,
  });
});
