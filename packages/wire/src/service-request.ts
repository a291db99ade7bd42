import { z } from 'zod';

/** Members by their number on the wire, 0 first (reference 11). */
export const severities = ['unknown', 'critical', 'moderate', 'minimal'] as const;
export const serviceRequestStatuses = ['none', 'open', 'closed', 'attention_needed'] as const;

const severity = z.enum(severities).meta({ wireNumbers: [...severities] });
const status = z.enum(serviceRequestStatuses).meta({ wireNumbers: [...serviceRequestStatuses] });

const contact = z.object({
  firstName: z.string().max(200).optional(),
  lastName: z.string().max(200).optional(),
  email: z.string().max(254).optional(),
  phoneNumber: z.string().max(40).optional(),
});

export const serviceRequestCreate = z.object({
  title: z.string().max(200).optional(),
  description: z.string().max(10_000).optional(),
  severity: severity.optional(),
  supportTopicId: z.string().max(80).optional(),
  supportTopicName: z.string().max(200).optional(),
  primaryContact: contact.optional(),
});

export const serviceRequestPatch = z.object({
  title: z.string().max(200).optional(),
  description: z.string().max(20_000).optional(),
  severity: severity.optional(),
  status: status.optional(),
  newNote: z.object({ text: z.string().max(10_000).optional() }).optional(),
});
