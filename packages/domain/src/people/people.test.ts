import { describe, expect, test } from 'vitest';
import { directoryRoles, findDirectoryRole, heldRoles, rolesOf } from './directory-roles.ts';
import { canBeRestored, passwordFault, userNameFault } from './user-rules.ts';

describe('a password', () => {
  test.each([
    ['Aa1', /8 to 256/],
    ['Aa1aaaa', /8 to 256/],
    ['aaaaaaaa', /three of/],
    ['aaaa1111', /three of/],
    [`Aa1${'a'.repeat(254)}`, /8 to 256/],
  ])('%s will not do', (password, words) => expect(passwordFault(password)).toMatch(words));
  test.each(['Aa1aaaaa', 'aa1-aaaa', `Aa1${'a'.repeat(253)}`])('%s will do', (password) =>
    expect(passwordFault(password)).toBeUndefined(),
  );
});

describe('a user name', () => {
  test.each([
    'ada@kunde.example',
    'A@KUNDE.example',
    "o'neill.b@kunde.example",
    `${'a'.repeat(64)}@kunde.example`,
  ])('%s is one of kunde.example', (name) => expect(userNameFault(name, 'kunde.example')).toBeUndefined());
  test.each([
    'ada',
    '@kunde.example',
    'ada@other.example',
    '.ada@kunde.example',
    'ada.@kunde.example',
    'a da@kunde.example',
    `${'a'.repeat(65)}@kunde.example`,
  ])('%s is none', (name) => expect(userNameFault(name, 'kunde.example')).toMatch(/^must /));
});

test('somebody deleted can be brought back in 30 days and not later', () => {
  const day = 86_400_000;
  expect(canBeRestored(0, 30 * day - 1)).toBe(true);
  expect(canBeRestored(0, 30 * day)).toBe(false);
});

describe('roles of a directory', () => {
  test('only that of the company administrator gives a right', () => {
    expect(heldRoles(['billing_administrator'])).toEqual({
      roles: ['user'],
      directoryRoles: ['billing_administrator'],
    });
    expect(heldRoles(['global_administrator', 'billing_administrator'])).toEqual({
      roles: ['global_administrator'],
      directoryRoles: ['billing_administrator'],
    });
  });
  test('are read back as they were given', () => {
    for (const role of directoryRoles) {
      expect(rolesOf(heldRoles([role.key]))).toEqual([role]);
      expect(findDirectoryRole(role.id.toUpperCase())).toBe(role);
    }
    expect(rolesOf(heldRoles([]))).toEqual([]);
  });
});
