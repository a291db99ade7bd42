// Where Kontor's answers differ on purpose from those that the reference describes. A test compares both lists with
// what is true: it fails when one says more than there is, and when it says less.

/** Members of a documented resource that Kontor leaves out, or has besides. */
export type MemberDifference = {
  /** A shape of sessions/shapes.json. */
  readonly shape: string;
  readonly member: string;
  readonly kind: 'left out' | 'added';
  readonly reason: string;
};

/** Something that Kontor does otherwise, seen by one request. */
export type BehaviourDifference = {
  readonly name: string;
  /** What the reference says, with its section, and what Kontor does. */
  readonly reference: string;
  readonly here: string;
  readonly reason: string;
};

/** The members that the reference gives each resource (sections in the comments), in its order. */
export const documented: Readonly<Record<string, readonly string[]>> = {
  // 2.7
  customerUser: [
    'usageLocation',
    'id',
    'userPrincipalName',
    'firstName',
    'lastName',
    'displayName',
    'immutableId',
    'passwordProfile',
    'phoneNumber',
    'lastDirectorySyncTime',
    'userDomainType',
    'state',
    'softDeletionTime',
    'links',
    'attributes',
  ],
  'customerUser.passwordProfile': ['forceChangePassword', 'password'],
  // 2.8
  directoryRole: ['name', 'id', 'attributes'],
  userMember: ['displayName', 'userPrincipalName', 'roleId', 'id', 'attributes'],
  // 2.9
  productSku: ['id', 'name', 'skuPartNumber', 'targetType', 'licenseGroupId'],
  servicePlan: ['displayName', 'serviceName', 'id', 'capabilityStatus', 'targetType'],
  // 12
  legalProfile: [
    'companyName',
    'address',
    'primaryContact',
    'companyApproverAddress',
    'companyApproverEmail',
    'vettingStatus',
    'vettingSubStatus',
    'profileType',
    'links',
    'attributes',
  ],
  organizationProfile: [
    'id',
    'companyName',
    'defaultAddress',
    'tenantId',
    'domain',
    'email',
    'language',
    'culture',
    'profileType',
    'links',
    'attributes',
  ],
  partnerBillingProfile: [
    'companyName',
    'address',
    'primaryContact',
    'purchaseOrderNumber',
    'taxId',
    'billingCurrency',
    'profileType',
    'attributes',
  ],
  supportProfile: ['email', 'telephone', 'website', 'profileType', 'links', 'attributes'],
  mpnProfile: ['partnerName', 'mpnId', 'profileType', 'links', 'attributes'],
  serviceCosts: [
    'billingStartDate',
    'billingEndDate',
    'pretaxTotal',
    'tax',
    'afterTaxTotal',
    'currencyCode',
    'currencySymbol',
    'customerId',
    'details',
    'links',
    'attributes',
  ],
  usage: [
    'resourceId',
    'resourceName',
    'billingStartDate',
    'billingEndDate',
    'totalCost',
    'currencyLocale',
    'currencyCode',
    'lastModifiedDate',
    'attributes',
  ],
};

export const memberDifferences: readonly MemberDifference[] = [
  {
    shape: 'customerUser',
    member: 'immutableId',
    kind: 'left out',
    reason: 'It ties a user to a directory that is synchronised from elsewhere, and none is here.',
  },
  {
    shape: 'customerUser',
    member: 'lastDirectorySyncTime',
    kind: 'left out',
    reason: 'No directory is synchronised, so there never was such a time; the recordings have none either.',
  },
  {
    shape: 'customerUser',
    member: 'softDeletionTime',
    kind: 'left out',
    reason: 'Only deleted users have it; those of the shape deletedUser do.',
  },
  {
    shape: 'customerUser.passwordProfile',
    member: 'password',
    kind: 'left out',
    reason: 'A password is kept as a hash, and no answer gives back a secret that was sent.',
  },
  {
    shape: 'partnerBillingProfile',
    member: 'links',
    kind: 'added',
    reason: 'The other profiles have a link to themselves; clients that look for one find it here too.',
  },
];

export const behaviourDifferences: readonly BehaviourDifference[] = [
  {
    name: 'a new user is 201',
    reference: '2.7: the sample of the service says 200 and that 201 is acceptable',
    here: '201',
    reason: 'Something was created, as with everything else that is.',
  },
  {
    name: 'a legal profile has an etag',
    reference: '12: none is shown for it',
    here: 'attributes.etag, which If-Match binds',
    reason: 'Two people who write it at once must not overwrite each other unseen.',
  },
  {
    name: 'directory roles are named in the language asked for',
    reference: '2.8: names in English',
    here: 'X-Locale tr gives Turkish names',
    reason: 'What people read is in their language; the ids are the same.',
  },
  {
    name: 'a user is not made inactive by a change',
    reference: '2.7: state is a member like any other',
    here: '400 / 800002',
    reason:
      'Inactive means deleted, which frees licences; DELETE does it, so that nobody does it by sending one back.',
  },
  {
    name: 'the agreement status of another partner is refused alike whether it exists or not',
    reference: '12: six codes from 2200 to 2206 tell cases apart',
    here: '400 / 2203',
    reason: 'Nobody learns from it who else is a partner of this installation.',
  },
];
