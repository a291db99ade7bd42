import { chargedCores, coresPerSet } from './charged-cores.ts';
import { type EligibleLicence, type ServerEdition, serverEditions } from './server-licence.ts';

export type Machine = { readonly name: string; readonly cores: number };

export type MachineCoverage = Machine & {
  /** The cores it takes of a licence. */
  readonly chargedCores: number;
  readonly coveredBy: ServerEdition | null;
  /** Why not; absent when covered. */
  readonly reason?: 'no_licence' | 'too_few_cores_left';
};

export type EditionCoverage = {
  readonly edition: ServerEdition;
  readonly sets: number;
  /** Cores of the edition that are too few for a further set of 16. */
  readonly coresOutsideSets: number;
  readonly coresCovered: number;
  readonly coresLeft: number;
  /** Sets that the machines occupy, the last one perhaps by half. */
  readonly setsInCloud: number;
  /** Sets that may be used on premises at the same time. */
  readonly setsOnPremises: number;
  readonly onPremises: 'reuse' | 'free' | 'partly_converted' | 'converted';
};

export type Coverage = {
  /** In the order asked for. */
  readonly machines: readonly MachineCoverage[];
  /** Editions of which there is any licence, Datacenter first. */
  readonly editions: readonly EditionCoverage[];
};

/**
 * Which machines a customer's licences cover (product 3). Largest first, ties in the order asked for; Datacenter
 * before Standard, because it costs no use on premises. A machine is covered whole by one edition or not at all,
 * and what a large one does not fit into is offered to the smaller ones.
 */
export function coverMachines(licences: readonly EligibleLicence[], machines: readonly Machine[]): Coverage {
  const supply = serverEditions.map((edition) => supplyOf(edition, licences)).filter(({ held }) => held);
  const left = new Map(supply.map(({ edition, sets }) => [edition, sets * coresPerSet]));
  const covered = new Map<number, MachineCoverage>();
  for (const { machine, index, needed } of largestFirst(machines)) {
    const edition = supply.find((candidate) => (left.get(candidate.edition) ?? 0) >= needed)?.edition ?? null;
    if (edition) left.set(edition, (left.get(edition) ?? 0) - needed);
    covered.set(index, {
      ...machine,
      chargedCores: needed,
      coveredBy: edition,
      ...(edition ? {} : { reason: supply.length === 0 ? 'no_licence' : 'too_few_cores_left' }),
    });
  }
  return {
    machines: machines.flatMap((_, index) => covered.get(index) ?? []),
    editions: supply.map((one) => editionCoverage(one, left.get(one.edition) ?? 0)),
  };
}

type Supply = {
  readonly edition: ServerEdition;
  readonly held: boolean;
  readonly sets: number;
  readonly coresOutsideSets: number;
};

/** Packs of cores add up over all licences of an edition: two packs of eight are one set. */
function supplyOf(edition: ServerEdition, licences: readonly EligibleLicence[]): Supply {
  const own = licences.filter((licence) => licence.edition === edition && licence.quantity > 0);
  const cores = own.reduce((total, { coresEach, quantity }) => total + coresEach * quantity, 0);
  const byProcessor = own.reduce((total, { setsEach, quantity }) => total + setsEach * quantity, 0);
  return {
    edition,
    held: own.length > 0,
    sets: byProcessor + Math.floor(cores / coresPerSet),
    coresOutsideSets: cores % coresPerSet,
  };
}

function largestFirst(machines: readonly Machine[]) {
  return machines
    .map((machine, index) => ({ machine, index, needed: chargedCores(machine.cores) }))
    .sort((a, b) => b.needed - a.needed || a.index - b.index);
}

function editionCoverage({ edition, sets, coresOutsideSets }: Supply, coresLeft: number): EditionCoverage {
  const coresCovered = sets * coresPerSet - coresLeft;
  const setsInCloud = Math.ceil(coresCovered / coresPerSet);
  const setsOnPremises = edition === 'datacenter' ? sets : sets - setsInCloud;
  const converted = setsOnPremises === 0 ? 'converted' : 'partly_converted';
  const onPremises = edition === 'datacenter' ? 'reuse' : setsInCloud === 0 ? 'free' : converted;
  return {
    edition,
    sets,
    coresOutsideSets,
    coresCovered,
    coresLeft,
    setsInCloud,
    setsOnPremises,
    onPremises,
  };
}
