-- The master key is changed in two steps, between which the old one and the new one both open the data keys.

-- The same data key wrapped by the master key that is to come; set and emptied for all keys at once.
alter table kontor.data_key add column wrapped_next bytea;
