import type { SoftwareFamily } from '../market/family.ts';
import type { CreditRule } from './policy.ts';

export type PresetRule = {
  readonly family: SoftwareFamily;
  readonly window: string | null;
  readonly credit: CreditRule;
};

const neverForPlans: PresetRule = { family: 'software_plan', window: null, credit: 'full' };

/** The sets of policies that ship (product 6); an operator begins with 'default'. */
export const policyPresets = {
  default: [
    { family: 'software_subscription', window: 'P60D', credit: 'prorated' },
    { family: 'perpetual_software', window: 'P60D', credit: 'full' },
    neverForPlans,
  ],
  '2021-06': [
    { family: 'software_subscription', window: 'P30D', credit: 'prorated' },
    { family: 'perpetual_software', window: 'P30D', credit: 'full' },
    neverForPlans,
  ],
  '2021-10': [
    { family: 'software_subscription', window: 'PT168H', credit: 'prorated' },
    { family: 'perpetual_software', window: 'P30D', credit: 'full' },
    neverForPlans,
  ],
} as const satisfies Readonly<Record<string, readonly PresetRule[]>>;

export type PolicyPresetName = keyof typeof policyPresets;
