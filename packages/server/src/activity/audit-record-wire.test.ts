import { instant } from '@kontor/domain/time';
import { describe, expect, test } from 'vitest';
import { auditRecord, auditRecordId, partsOfAuditId } from './audit-record-wire.ts';
import type { LoggedRecord } from './logged-record.ts';

const partnerId = '0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a';
const customerId = '1b1b1b1b-1b1b-4b1b-8b1b-1b1b1b1b1b1b';
const subscriptionId = '2c2c2c2c-2c2c-4c2c-8c2c-2c2c2c2c2c2c';

const record = (fields: Partial<LoggedRecord>): LoggedRecord => ({
  id: '01900000-0000-7000-8000-000000000001',
  at: instant(Date.UTC(2026, 10, 22, 15, 23, 37, 123)),
  recordedAt: instant(Date.UTC(2026, 10, 22, 15, 23, 37, 123)),
  leafIndex: 7,
  action: 'update_subscription',
  outcome: 'succeeded',
  resourceType: 'subscription',
  resourceId: subscriptionId,
  customerId,
  customerName: 'Hazelnut Foods',
  userId: null,
  user: 'agent@partner.example',
  userErased: false,
  application: null,
  clientId: null,
  roles: ['admin_agent'],
  address: null,
  requestId: 'request',
  correlationId: 'correlation',
  oldValue: null,
  newValue: null,
  details: {},
  ...fields,
});

describe('an audit record', () => {
  test('of a subscription has the keys that the service gives, in its order', () => {
    const { customizedData } = auditRecord(
      record({
        oldValue: { status: 'active', quantity: 3 },
        newValue: { status: 'suspended', quantity: 3, friendlyName: 'Finance' },
        details: { orderId: 'o', offerId: 'P:S:A', subscriptionName: 'Windows Server' },
      }),
      partnerId,
    );
    expect(customizedData).toEqual([
      { key: 'SubscriptionId', value: subscriptionId },
      { key: 'SubscriptionName', value: 'Finance' },
      { key: 'Quantity', value: '3' },
      { key: 'Status', value: 'Suspended' },
      { key: 'OfferId', value: 'P:S:A' },
      { key: 'PartnerOnRecord', value: null },
      { key: 'ActionTaken', value: null },
    ]);
  });

  test('of a subscription whose name was never changed has the name it was bought under', () => {
    const { customizedData } = auditRecord(
      record({ newValue: { friendlyName: null }, details: { subscriptionName: 'Windows Server' } }),
      partnerId,
    );
    expect(customizedData.slice(1, 5).map(({ value }) => value)).toEqual([
      'Windows Server',
      null,
      null,
      null,
    ]);
  });

  test('of a new customer has its domain and the relationship', () => {
    const added = record({
      action: 'add_customer',
      resourceType: 'customer',
      newValue: { domain: 'hazelnut.example' },
    });
    expect(auditRecord(added, partnerId).customizedData).toEqual([
      { key: 'PrimaryDomainName', value: 'hazelnut.example' },
      { key: 'Relationship', value: 'Reseller' },
    ]);
  });

  test('has its values as texts of JSON with Pascal names, and the old one only where there was one', () => {
    const updated = auditRecord(
      record({ oldValue: { autoRenew: true }, newValue: { autoRenew: false } }),
      partnerId,
    );
    expect(updated).toMatchObject({
      resourceOldValue: `{"Id":"${subscriptionId}","AutoRenew":true}`,
      resourceNewValue: `{"Id":"${subscriptionId}","AutoRenew":false}`,
    });
    expect(auditRecord(record({}), partnerId)).not.toHaveProperty('resourceOldValue');
    expect(auditRecord(record({}), partnerId).resourceNewValue).toBe(`{"Id":"${subscriptionId}"}`);
  });

  test('of no customer names none, and is the partner’s own', () => {
    const own = auditRecord(record({ customerId: null, customerName: null }), partnerId);
    expect(own).not.toHaveProperty('customerId');
    expect(own).not.toHaveProperty('customerName');
    expect(own.id.startsWith(`${partnerId}_${partnerId}_subscription_updatesubscription_`)).toBe(true);
  });

  test('of somebody who was forgotten names the application, or nobody', () => {
    expect(auditRecord(record({ user: null, userErased: true }), partnerId).userPrincipalName).toBe('');
  });

  test('that was refused failed', () => {
    expect(auditRecord(record({ outcome: 'refused' }), partnerId).operationStatus).toBe('failed');
  });
});

describe('the id of an audit record', () => {
  test('says whose it is and when it was', () => {
    const id = auditRecordId(record({}), partnerId);
    expect(partsOfAuditId(id)).toEqual({ partnerId, customerId, at: record({}).at });
    expect(partsOfAuditId(id.toUpperCase())).toEqual(partsOfAuditId(id));
  });

  test('is spelled in one way', () => {
    const id = auditRecordId(record({}), partnerId);
    for (const wrong of [
      '',
      'x',
      id.slice(1),
      `${id}0`,
      id.replace('_', '-'),
      id.replace(/\d{18}$/, '9999999999999999999'),
    ])
      expect([wrong, partsOfAuditId(wrong)]).toEqual([wrong, undefined]);
  });
});
