-- The facts that open a duty and are of a kind that befalls a subject at most once a day, each with
-- the number of its event: one subject, one kind, one local day.
CREATE OR REPLACE VIEW event AS
SELECT
    f.subject_no, f.fact_no, f.fact_id,
    (CAST(f.subject_no AS BIGINT) * 1000 + p.once_no) * 100000
    + date_diff('day', DATE '1900-01-01', f.day_latest) AS event_no
FROM facts AS f
INNER JOIN (
    SELECT DISTINCT kind, once_no FROM pattern
    WHERE once_no IS NOT NULL AND set_no IN (SELECT starts_set FROM duty)
) AS p ON f.kind = p.kind
WHERE f.day_earliest = f.day_latest;
