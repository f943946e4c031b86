-- What of the arriving facts is new to the ledger, what it replaces, and what vanished. Only the
-- identities are set beside one another; the facts themselves are read once, when they are written.
CREATE OR REPLACE TABLE mine AS
SELECT fact_id, about, kind, key, zone, known_at, replaced_at, happened_earliest,
    happened_latest, day_earliest, day_latest, part
FROM told
WHERE source = {{source}} AND kind <> 'withdrawn';

CREATE OR REPLACE TABLE standing AS
SELECT fact_id FROM mine
WHERE known_at <= {{known_at}} AND (replaced_at IS NULL OR replaced_at > {{known_at}});

CREATE OR REPLACE TABLE later AS
SELECT fact_id, min(known_at) AS known_until FROM mine
WHERE known_at > {{known_at}} GROUP BY fact_id;

CREATE OR REPLACE VIEW fresh AS
SELECT a.*, l.known_until
FROM arriving AS a
ANTI JOIN standing AS m ON a.fact_id = m.fact_id
LEFT JOIN later AS l ON a.fact_id = l.fact_id;

-- in a whole extract, a standing fact that is not told again has changed or vanished
CREATE OR REPLACE TABLE gone AS
SELECT m.*, row_number() OVER (PARTITION BY m.key, m.kind ORDER BY m.happened_earliest, m.fact_id)
    AS place
FROM mine AS m
ANTI JOIN arriving AS a ON m.fact_id = a.fact_id
WHERE {{whole}} AND m.key IS NOT NULL AND m.replaced_at IS NULL;

-- Only what is new under a key that lost something can be a correction; all else is spared the sort.
CREATE OR REPLACE TABLE replacing AS
SELECT f.fact_id, g.fact_id AS replaces
FROM (
    SELECT s.fact_id, s.key, s.kind,
        row_number() OVER (PARTITION BY s.key, s.kind ORDER BY happened_earliest, fact_id) AS place
    FROM fresh AS s
    SEMI JOIN gone AS l ON s.key = l.key AND s.kind = l.kind
) AS f
INNER JOIN gone AS g ON f.key = g.key AND f.kind = g.kind AND f.place = g.place;

CREATE OR REPLACE VIEW added AS
SELECT f.*, r.replaces
FROM fresh AS f
LEFT JOIN replacing AS r ON f.fact_id = r.fact_id;

CREATE OR REPLACE TABLE vanished AS
SELECT g.*
FROM gone AS g
ANTI JOIN replacing AS r ON g.fact_id = r.replaces;

-- Of those the ones that may be withdrawn: the sender's row count agrees for their file, and no
-- line set aside may have told of them again.
CREATE OR REPLACE TABLE withdrawn AS
SELECT v.*
FROM vanished AS v
INNER JOIN agreeing AS p ON coalesce(v.part, '') = p.name
ANTI JOIN (SELECT key FROM unread WHERE key IS NOT NULL) AS k ON v.key = k.key
ANTI JOIN (SELECT key FROM unread WHERE key LIKE '%|') AS f
    ON v.key[:strpos(v.key, '|')] = f.key
ANTI JOIN (SELECT about FROM unread WHERE about IS NOT NULL) AS u ON v.about = u.about
WHERE {{readable}};
