import { expect, test } from 'vitest';
import { type CountryRules, checkAddress, judgeAddress, tidyAddress } from './check-address.ts';

const us: CountryRules = {
  postalCode: '^\\d{5}(-\\d{4})?$',
  postalCodeRequired: true,
  states: ['CA', 'WA'],
  stateRequired: true,
  callingCodes: ['1'],
};
const bare: CountryRules = { callingCodes: ['971'] };
const address = { country: 'US', addressLine1: 'One Way', city: 'Redmond', state: 'WA', postalCode: '98052' };
const fieldsOf = (change: object, rules = us) =>
  checkAddress({ ...address, ...change }, rules).map(({ field }) => field);

test.each([
  [{}, []],
  [{ postalCode: '98052-1234' }, []],
  [{ postalCode: '9805' }, ['postalCode']],
  [{ postalCode: '980521' }, ['postalCode']],
  [{ postalCode: undefined }, ['postalCode']],
  [{ state: undefined }, ['state']],
  [{ state: 'XX' }, ['state']],
  [{ city: undefined, addressLine1: undefined }, ['addressLine1', 'city']],
  [{ phoneNumber: 'call me' }, ['phoneNumber']],
  [{ phoneNumber: '+1 (425) 555-0101' }, []],
])('%j departs in %j', (change, fields) => {
  expect(fieldsOf(change)).toEqual(fields);
});

test('a country that says nothing asks for a street and a city', () => {
  expect(fieldsOf({ state: 'anything', postalCode: 'anything' }, bare)).toEqual([]);
});

test('codes are written in capitals, blanks are left out', () => {
  expect(tidyAddress({ ...address, state: ' wa ', addressLine2: '  ', city: 'Port  Angeles' })).toEqual({
    ...address,
    city: 'Port Angeles',
  });
});

test.each([
  [address, us, 'Verified', 1],
  [{ ...address, addressLine2: '' }, us, 'Verified', 1],
  [{ ...address, state: 'wa' }, us, 'InteractionRequired', 1],
  [{ ...address, state: 'XX' }, us, 'None', 0],
  [address, bare, 'NotValidated', 0],
] as const)('%j is judged', (given, rules, status, count) => {
  const verdict = judgeAddress(given, rules);
  expect([verdict.status, verdict.suggested.length]).toEqual([status, count]);
});
