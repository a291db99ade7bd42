/** Applications that ask to act for a person. */
export const consent = {
  'consent.title': 'An application asks to act for you',
  'consent.loading': 'One moment …',
  'consent.signInFirst': 'Sign in first. Afterwards you come back here.',
  'consent.signedInAs': 'Signed in as {email}',
  'consent.explain': '{application} of {account} wants to act for you.',
  'consent.limits':
    'It may do what your roles allow, within what a Global administrator allows the application. All of it is recorded under your name.',
  'consent.returns': 'Afterwards your browser goes to {host}.',
  'consent.allow': 'Allow',
  'consent.decline': 'Decline',
  'consent.failed': 'The request of the application cannot be answered.',
  'device.title': 'Sign in on a device',
  'device.explain': 'Enter the code that your device shows. Only enter a code that you asked for yourself.',
  'device.code': 'Code',
  'device.next': 'Next',
  'device.failed': 'The code could not be used.',
  'device.allowed': 'The device is signed in. You can close this page.',
  'device.declined': 'The device was turned away. You can close this page.',
} as const;
