import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chargedCores } from './charged-cores.ts';
import { coverMachines, type Machine } from './cover-machines.ts';
import {
  type EligibleLicence,
  readLicence,
  type ServerEdition,
  type ServerLicence,
} from './server-licence.ts';

const byCore = (edition: ServerEdition, quantity: number, coresEach = 8): EligibleLicence => ({
  id: `${edition}/${coresEach}`,
  title: 'Server',
  edition,
  quantity,
  coresEach,
  setsEach: 0,
});
const byProcessor = (edition: ServerEdition, quantity: number): EligibleLicence => ({
  ...byCore(edition, quantity, 0),
  id: `${edition}/processor`,
  setsEach: 1,
});
const machines = (...cores: number[]): Machine[] =>
  cores.map((count, n) => ({ name: `vm${n}`, cores: count }));
const covered = (licences: EligibleLicence[], ...cores: number[]) =>
  coverMachines(licences, machines(...cores)).machines.map(({ coveredBy }) => coveredBy !== null);

describe('a machine takes at least eight cores, then steps of eight', () => {
  test.each([
    [1, 8],
    [7, 8],
    [8, 8],
    [9, 16],
    [12, 16],
    [16, 16],
    [17, 24],
    [20, 24],
    [24, 24],
    [32, 32],
  ])('%i cores count for %i', (cores, counted) => {
    expect(chargedCores(cores)).toBe(counted);
  });
});

describe('a set of 16 cores, or a licence of two processors', () => {
  const kinds: [string, EligibleLicence][] = [
    ['two packs of eight', byCore('standard', 2)],
    ['one pack of sixteen', byCore('standard', 1, 16)],
    ['eight packs of two', byCore('standard', 8, 2)],
    ['one licence of two processors', byProcessor('standard', 1)],
  ];
  test.each(kinds)('%s covers two machines of up to 8 cores or one of up to 16', (_, licence) => {
    expect(covered([licence], 8, 7)).toEqual([true, true]);
    expect(covered([licence], 8, 8, 8)).toEqual([true, true, false]);
    expect(covered([licence], 9)).toEqual([true]);
    expect(covered([licence], 12)).toEqual([true]);
    expect(covered([licence], 16)).toEqual([true]);
    expect(covered([licence], 16, 8)).toEqual([true, false]);
    expect(covered([licence], 17)).toEqual([false]);
    expect(covered([licence], 20, 8)).toEqual([false, true]);
  });

  test('two sets cover one machine of 24 cores and one of 8, or one of 32', () => {
    expect(covered([byCore('standard', 4)], 24, 8)).toEqual([true, true]);
    expect(covered([byCore('standard', 4)], 20, 8, 8)).toEqual([true, true, false]);
    expect(covered([byCore('standard', 4)], 32)).toEqual([true]);
    expect(covered([byCore('standard', 4)], 33)).toEqual([false]);
  });

  test('eight cores alone are no set', () => {
    const { machines: seen, editions } = coverMachines([byCore('standard', 1)], machines(8));
    expect(seen).toMatchObject([{ coveredBy: null, reason: 'too_few_cores_left' }]);
    expect(editions).toMatchObject([{ sets: 0, coresOutsideSets: 8, coresLeft: 0 }]);
  });

  test('packs of different editions never make a set together', () => {
    expect(covered([byCore('standard', 1), byCore('datacenter', 1)], 8)).toEqual([false]);
  });

  test('without a licence it says so', () => {
    expect(coverMachines([], machines(8))).toEqual({
      machines: [{ name: 'vm0', cores: 8, chargedCores: 8, coveredBy: null, reason: 'no_licence' }],
      editions: [],
    });
  });
});

describe('use on premises', () => {
  test('Datacenter is reused: all of it stays usable on premises', () => {
    expect(coverMachines([byCore('datacenter', 4)], machines(24)).editions).toEqual([
      {
        edition: 'datacenter',
        sets: 2,
        coresOutsideSets: 0,
        coresCovered: 24,
        coresLeft: 8,
        setsInCloud: 2,
        setsOnPremises: 2,
        onPremises: 'reuse',
      },
    ]);
  });

  test.each([
    [[], 'free', 2],
    [[8], 'partly_converted', 1],
    [[8, 8], 'partly_converted', 1],
    [[8, 8, 8], 'converted', 0],
    [[32], 'converted', 0],
  ] as const)('Standard is converted: two sets with machines of %j are %s', (cores, onPremises, sets) => {
    expect(coverMachines([byCore('standard', 4)], machines(...cores)).editions).toMatchObject([
      { onPremises, setsOnPremises: sets },
    ]);
  });

  test('Datacenter goes first, because it costs no use on premises', () => {
    const { machines: seen, editions } = coverMachines(
      [byProcessor('standard', 1), byProcessor('datacenter', 1)],
      machines(8, 16),
    );
    expect(seen.map(({ coveredBy }) => coveredBy)).toEqual(['standard', 'datacenter']);
    expect(editions.map(({ edition }) => edition)).toEqual(['datacenter', 'standard']);
  });
});

describe('which licences have the benefit', () => {
  const held = (changes: Partial<ServerLicence>, attributes: Record<string, string> = {}): ServerLicence => ({
    id: 'e1',
    title: 'Server',
    quantity: 2,
    family: 'software_subscription',
    attributes: {
      hybridBenefit: 'WindowsServer',
      edition: 'Standard',
      licenseModel: 'core',
      coreCount: '8',
      ...attributes,
    },
    ...changes,
  });

  test('a server subscription, by the core and by the processor', () => {
    expect(readLicence(held({}))).toEqual({
      eligible: true,
      licence: { id: 'e1', title: 'Server', edition: 'standard', quantity: 2, coresEach: 8, setsEach: 0 },
    });
    expect(
      readLicence(held({}, { edition: 'Datacenter', licenseModel: 'processor', processorCount: '2' })),
    ).toMatchObject({ licence: { edition: 'datacenter', coresEach: 0, setsEach: 1 } });
    expect(readLicence(held({}, { licenseModel: 'processor', processorCount: '5' }))).toMatchObject({
      licence: { setsEach: 2 },
    });
  });

  test('a licence with Software Assurance, and none without', () => {
    const perpetual = { family: 'perpetual_software' } as const;
    expect(readLicence(held(perpetual, { softwareAssurance: 'true' }))).toMatchObject({ eligible: true });
    expect(readLicence(held(perpetual))).toEqual({
      eligible: false,
      id: 'e1',
      title: 'Server',
      reason: 'no_software_assurance',
    });
  });

  test.each([
    ['a database server of the same edition', { hybridBenefit: '' }, 'not_server_software'],
    ['a licence a user', { edition: '' }, 'not_server_software'],
    ['one that does not say its cores', { coreCount: '' }, 'size_unknown'],
    ['one of no cores', { coreCount: '0' }, 'size_unknown'],
    ['one of a single processor', { licenseModel: 'processor', processorCount: '1' }, 'size_unknown'],
    ['one of another model', { licenseModel: 'user' }, 'size_unknown'],
  ])('not %s', (_, attributes, reason) => {
    expect(readLicence(held({}, attributes))).toMatchObject({ eligible: false, reason });
  });
});

describe('for all licences and machines', () => {
  const licences = fc.array(
    fc
      .record({
        edition: fc.constantFrom<ServerEdition>('standard', 'datacenter'),
        quantity: fc.integer({ min: 0, max: 12 }),
        coresEach: fc.constantFrom(0, 2, 8, 16),
      })
      .map(({ edition, quantity, coresEach }) =>
        coresEach === 0 ? byProcessor(edition, quantity) : byCore(edition, quantity, coresEach),
      ),
    { maxLength: 5 },
  );
  const sizes = (max: number) => fc.array(fc.integer({ min: 1, max }), { maxLength: 12 });
  const coresOf = (licence: EligibleLicence) =>
    (licence.coresEach + licence.setsEach * 16) * licence.quantity;

  test('never covers more than the licences allow', () => {
    fc.assert(
      fc.property(licences, sizes(96), (held, cores) => {
        const { machines: seen, editions } = coverMachines(held, machines(...cores));
        for (const { edition, coresCovered, coresLeft, sets } of editions) {
          const own = held.filter((licence) => licence.edition === edition);
          const used = seen.filter((machine) => machine.coveredBy === edition);
          expect(coresCovered).toBe(used.reduce((total, machine) => total + machine.chargedCores, 0));
          expect(coresCovered).toBeLessThanOrEqual(own.reduce((total, one) => total + coresOf(one), 0));
          expect(coresLeft).toBeGreaterThanOrEqual(0);
          expect(coresCovered + coresLeft).toBe(sets * 16);
        }
      }),
      { seed: 20_261_122, numRuns: 2_000 },
    );
  });

  test('adding a licence never uncovers a machine of up to 16 cores', () => {
    fc.assert(
      fc.property(licences, licences, sizes(16), (held, more, cores) => {
        const before = covered(held, ...cores);
        const after = covered([...held, ...more], ...cores);
        expect(before.every((was, index) => !was || after[index])).toBe(true);
      }),
      { seed: 20_261_122, numRuns: 2_000 },
    );
  });

  test('adding licences of one edition never lowers the cores covered, whatever the sizes', () => {
    const one = licences.map((held) => held.map((licence) => ({ ...licence, edition: 'standard' as const })));
    const coresCovered = (held: EligibleLicence[], cores: number[]) =>
      coverMachines(held, machines(...cores)).editions.reduce((total, row) => total + row.coresCovered, 0);
    fc.assert(
      fc.property(one, one, sizes(96), (held, more, cores) => {
        expect(coresCovered([...held, ...more], cores)).toBeGreaterThanOrEqual(coresCovered(held, cores));
      }),
      { seed: 20_261_122, numRuns: 2_000 },
    );
  });
});
