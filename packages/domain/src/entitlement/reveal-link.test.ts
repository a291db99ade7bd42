import { describe, expect, it } from 'vitest';
import { instant } from '../time.ts';
import { openRevealLink, type RevealLinkState, revealLinkExpiry, revealLinkStatusAt } from './reveal-link.ts';

const now = instant(Date.parse('2026-11-02T10:00:00.000Z'));
const at = (offset: number) => instant(now + offset);

const link = (changes: Partial<RevealLinkState> = {}): RevealLinkState => ({
  expiresAt: at(1000),
  openedAt: null,
  revokedAt: null,
  entitlement: { status: 'active', expiresAt: null },
  ...changes,
});

describe('a link that shows a key once', () => {
  it('lives a day unless it is said', () => {
    expect(revealLinkExpiry(undefined, now)).toEqual({ accepted: true, value: at(86_400_000) });
  });

  it.each([
    [3_599, false],
    [3_600, true],
    [604_800, true],
    [604_801, false],
    [3_600.5, false],
  ])('lives from an hour to seven days: %d seconds', (seconds, accepted) => {
    expect(revealLinkExpiry(seconds, now).accepted).toBe(accepted);
  });

  it('is live up to the instant at which it expires', () => {
    expect(openRevealLink(link(), at(999)).accepted).toBe(true);
    for (const offset of [1000, 1001])
      expect(openRevealLink(link(), at(offset))).toEqual({
        accepted: false,
        refusal: { code: 'reveal_link.expired', expiredAt: at(1000) },
      });
  });

  it('ends with the term where that ends first', () => {
    const short = link({ entitlement: { status: 'active', expiresAt: at(10) } });
    expect(revealLinkStatusAt(short, at(9))).toBe('live');
    expect(openRevealLink(short, at(10))).toMatchObject({
      refusal: { code: 'reveal_link.expired', expiredAt: at(10) },
    });
  });

  it('says that it was opened, whatever else has happened since', () => {
    const opened = link({ openedAt: at(-5), entitlement: { status: 'cancelled', expiresAt: null } });
    expect(openRevealLink(opened, at(5000))).toEqual({
      accepted: false,
      refusal: { code: 'reveal_link.opened', openedAt: at(-5) },
    });
    expect(revealLinkStatusAt(opened, now)).toBe('opened');
  });

  it.each([
    [{ revokedAt: at(-1) }, 'revoked'],
    [{ entitlement: { status: 'cancelled', expiresAt: null } }, 'cancelled'],
    [{ entitlement: { status: 'suspended', expiresAt: null } }, 'suspended'],
    [{ entitlement: { status: 'provisioning', expiresAt: null } }, 'suspended'],
  ] as const)('shows nothing any more: %j', (changes, because) => {
    expect(openRevealLink(link(changes), now)).toEqual({
      accepted: false,
      refusal: { code: 'reveal_link.revoked', because },
    });
    expect(revealLinkStatusAt(link(changes), now)).toBe('revoked');
  });
});
