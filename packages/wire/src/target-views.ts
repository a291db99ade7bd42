/** What `targetView` may say (reference 4), in lower case, with the families and publishers it stands for. */
export const targetViews = {
  azure: ['cloud_plan', 'reservation'],
  azurereservations: ['reservation'],
  azurereservationsvm: ['reservation'],
  azurereservationssql: ['reservation'],
  azurereservationscosmosdb: ['reservation'],
  microsoftazure: ['cloud_plan'],
  onlineservices: ['marketplace_saas'],
  software: ['software_subscription', 'perpetual_software', 'software_plan'],
  softwaresuselinux: ['software_plan'],
  softwareperpetual: ['perpetual_software'],
  softwaresubscriptions: ['software_subscription'],
  specializedoffers: [],
  marketplacesaas: ['marketplace_saas'],
} as const;
export type TargetView = keyof typeof targetViews;

/** The views as the documents spell them. */
export const targetViewNames = [
  'Azure',
  'AzureReservations',
  'AzureReservationsVM',
  'AzureReservationsSQL',
  'AzureReservationsCosmosDb',
  'MicrosoftAzure',
  'OnlineServices',
  'Software',
  'SoftwareSUSELinux',
  'SoftwarePerpetual',
  'SoftwareSubscriptions',
  'SpecializedOffers',
  'MarketplaceSaaS',
] as const;

/** Sub types that a view narrows reservations to. */
export const reservationSubTypes: Readonly<Partial<Record<TargetView, string>>> = {
  azurereservationsvm: 'VirtualMachines',
  azurereservationssql: 'SqlDatabases',
  azurereservationscosmosdb: 'CosmosDb',
};

export const parseTargetView = (text: string): TargetView | undefined => {
  const lower = text.toLowerCase();
  return Object.hasOwn(targetViews, lower) ? (lower as TargetView) : undefined; // a key of the table, just checked
};
