-- Orders, carts and what is attached to them, as the wire knows them.

alter table kontor.order_line
  -- What the buyer said of the line beside what it is: {participants: [{key, value}], attestationAccepted}.
  add column asked jsonb not null default '{}';
