import { z } from 'zod';

export const userStates = ['active', 'inactive'] as const;

const passwordProfile = z.object({
  password: z.string().max(1000).optional(),
  forceChangePassword: z.boolean().optional(),
});

const facts = {
  id: z.string().max(100).optional(),
  firstName: z.string().max(100).optional(),
  lastName: z.string().max(100).optional(),
  phoneNumber: z.string().max(40).optional(),
  usageLocation: z.string().max(10).optional(),
  passwordProfile: passwordProfile.optional(),
  state: z
    .enum(userStates)
    .meta({ wireNumbers: [...userStates] })
    .optional(),
};

/** A user of a customer as it is created (reference 2.7). */
export const customerUserCreate = z.object({
  ...facts,
  userPrincipalName: z.string().min(1).max(200),
  displayName: z.string().min(1).max(256),
});

/** Clients send back all that they read, with what changes in it. */
export const customerUserPatch = z.object({
  ...facts,
  userPrincipalName: z.string().max(200).optional(),
  displayName: z.string().max(256).optional(),
});

export const roleMember = z.object({
  id: z.string().min(1).max(100),
  displayName: z.string().max(256).optional(),
  userPrincipalName: z.string().max(200).optional(),
});

export const licenceUpdate = z.object({
  licensesToAssign: z
    .array(
      z.object({ skuId: z.string().min(1).max(100), excludedPlans: z.array(z.string().max(100)).optional() }),
    )
    .max(100)
    .optional(),
  licensesToRemove: z.array(z.string().min(1).max(100)).max(100).optional(),
});
