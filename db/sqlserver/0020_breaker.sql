-- How a receiver has taken what it was sent: whoever is slow waits behind the others, and whoever fails again and again is tried with one message at a time.
ALTER TABLE webhooks ADD is_slow bit NOT NULL CONSTRAINT df_webhooks_slow DEFAULT 0;
ALTER TABLE webhooks ADD failures bigint NOT NULL CONSTRAINT df_webhooks_failures DEFAULT 0; -- attempts that failed since the last that came through
ALTER TABLE webhooks ADD pause_ends_at datetime2(6) NULL; -- nothing is sent before
