-- Which address an account has proven to be its own, where that is asked for: SHA-256 of it in the form in which it is
-- unique. Whether it still has that address, the claim says.
CREATE TABLE events.verified_email (
    account_id uuid PRIMARY KEY,
    email_hash bytea NOT NULL
);
-- Who was welcomed for an address has proven it, and any that took its place since.
INSERT INTO events.verified_email
SELECT welcome.account_id, sha256(convert_to(name, 'UTF8'))
FROM events.welcome
JOIN events.account_claim claim ON claim.account_id = welcome.account_id
JOIN events.claimed_name claimed
    ON claimed.account_id = welcome.account_id AND claimed.name = lower(normalize(claim.email, NFKC))
WHERE email_hash IS NOT NULL;
