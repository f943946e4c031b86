-- Every time a fact was told, and when that telling was replaced: by the first replacement told
-- after it. A fact told again after it was replaced stands again.
CREATE OR REPLACE VIEW told AS
WITH replacement AS (
    SELECT replaces, known_at, batch FROM facts_kept WHERE replaces IS NOT NULL
),

ended AS (
    SELECT f.fact_id, f.known_at, f.batch, min(r.known_at) AS replaced_at
    FROM facts_kept AS f
    INNER JOIN replacement AS r
        ON f.fact_id = r.replaces
        AND (r.known_at > f.known_at OR (r.known_at = f.known_at AND r.batch > f.batch))
    GROUP BY f.fact_id, f.known_at, f.batch
)

SELECT f.*, least(f.known_until, e.replaced_at) AS replaced_at
FROM facts_kept AS f
LEFT JOIN ended AS e
    ON f.fact_id = e.fact_id AND f.known_at = e.known_at AND f.batch = e.batch;
