-- How far an API key goes. None of it ever changes: who wants other bounds makes another key.
ALTER TABLE events.api_key
    ADD COLUMN budget_tokens       bigint CHECK (budget_tokens >= 0),
    ADD COLUMN budget_period       text CHECK (budget_period IN ('TOTAL', 'DAY', 'MONTH')),
    ADD COLUMN expires_at          timestamptz,
    ADD COLUMN models              text[],
    ADD COLUMN messages_per_minute integer CHECK (messages_per_minute >= 1),
    ADD CHECK ((budget_tokens IS NULL) = (budget_period IS NULL));
