import { activity } from './en/activity.ts';
import { billing } from './en/billing.ts';
import { consent } from './en/consent.ts';
import { frame } from './en/frame.ts';
import { keyPools } from './en/key-pools.ts';
import { keySettings } from './en/key-settings.ts';
import { licences } from './en/licences.ts';
import { log } from './en/log.ts';
import { logSettings } from './en/log-settings.ts';
import { notices } from './en/notices.ts';
import { operating } from './en/operating.ts';
import { payments } from './en/payments.ts';
import { problems } from './en/problems.ts';
import { reservations } from './en/reservations.ts';
import { returns } from './en/returns.ts';
import { sandboxes } from './en/sandboxes.ts';
import { selling } from './en/selling.ts';
import { software } from './en/software.ts';
import { subscriptions } from './en/subscriptions.ts';
import { support } from './en/support.ts';
import { verify } from './en/verify.ts';

export const en = {
  ...frame,
  ...consent,
  ...selling,
  ...software,
  ...subscriptions,
  ...keyPools,
  ...keySettings,
  ...licences,
  ...log,
  ...logSettings,
  ...activity,
  ...problems,
  ...sandboxes,
  ...reservations,
  ...billing,
  ...payments,
  ...operating,
  ...returns,
  ...support,
  ...notices,
  ...verify,
};
