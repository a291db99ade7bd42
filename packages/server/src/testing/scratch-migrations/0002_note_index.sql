-- outside a transaction
-- Made while requests go on, which is not allowed inside a transaction.
create index concurrently if not exists note_text on kontor.note (text);

create index concurrently if not exists note_version on kontor.note (version);
