-- Subscriptions, as the wire knows them.

-- Whom the partner names as the reseller on record, and who supports the customer; both are the partner's own words.
alter table kontor.subscription
  add column partner_mpn_id text check (length(partner_mpn_id) between 1 and 20),
  add column support_contact jsonb;
grant update (partner_mpn_id, support_contact) on kontor.subscription to kontor_app;
