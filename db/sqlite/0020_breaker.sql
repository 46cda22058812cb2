-- How a receiver has taken what it was sent: whoever is slow waits behind the others, and whoever fails again and again is tried with one message at a time.
ALTER TABLE webhooks ADD COLUMN is_slow INTEGER NOT NULL CONSTRAINT df_webhooks_slow DEFAULT 0 CONSTRAINT ck_webhooks_slow CHECK (is_slow IN (0, 1));
ALTER TABLE webhooks ADD COLUMN failures INTEGER NOT NULL CONSTRAINT df_webhooks_failures DEFAULT 0; -- attempts that failed since the last that came through
ALTER TABLE webhooks ADD COLUMN pause_ends_at TEXT; -- nothing is sent before
