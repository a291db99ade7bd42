import type { Messages } from './messages.ts';
import { activity } from './tr/activity.ts';
import { billing } from './tr/billing.ts';
import { consent } from './tr/consent.ts';
import { frame } from './tr/frame.ts';
import { keyPools } from './tr/key-pools.ts';
import { keySettings } from './tr/key-settings.ts';
import { licences } from './tr/licences.ts';
import { log } from './tr/log.ts';
import { logSettings } from './tr/log-settings.ts';
import { notices } from './tr/notices.ts';
import { operating } from './tr/operating.ts';
import { payments } from './tr/payments.ts';
import { problems } from './tr/problems.ts';
import { reservations } from './tr/reservations.ts';
import { returns } from './tr/returns.ts';
import { sandboxes } from './tr/sandboxes.ts';
import { selling } from './tr/selling.ts';
import { software } from './tr/software.ts';
import { subscriptions } from './tr/subscriptions.ts';
import { support } from './tr/support.ts';
import { verify } from './tr/verify.ts';

export const tr: Messages = {
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
