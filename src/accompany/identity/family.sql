-- Of each pair of children in {{pairs}}(a, b): what their records tell of family, side by side.
-- A side is all records of a person; of two records that are one person, each record alone.
-- Adults are sponsors, and whoever is told of beside such a sponsor: one household.
CREATE OR REPLACE TABLE family_side AS
WITH pair AS (
    SELECT
        p.a, p.b,
        coalesce(x.person, p.a) AS person_a,
        coalesce(y.person, p.b) AS person_b
    FROM {{pairs}} AS p
    LEFT JOIN person AS x ON p.a = x.about
    LEFT JOIN person AS y ON p.b = y.about
)

SELECT a, b, 1 AS side, a AS about FROM pair
UNION
SELECT a, b, 2, b FROM pair
UNION
SELECT pair.a, pair.b, 1, m.about
FROM pair INNER JOIN person AS m ON pair.person_a = m.person WHERE person_a <> person_b
UNION
SELECT pair.a, pair.b, 2, m.about
FROM pair INNER JOIN person AS m ON pair.person_b = m.person WHERE person_a <> person_b;

CREATE OR REPLACE TABLE family_told AS
WITH told AS (
    SELECT
        about,
        json_extract_string(details, '$.of') AS other,
        lower(trim(json_extract_string(details, '$.relationship'))) AS word,
        -- what bears no day spans all years
        CASE WHEN day_latest - day_earliest < 366 THEN day_earliest END AS first_day,
        CASE WHEN day_latest - day_earliest < 366 THEN day_latest END AS last_day
    FROM {{facts}}
    WHERE kind = 'related'
),

either_way AS (
    SELECT about, other, word, first_day, last_day FROM told WHERE other IS NOT NULL
    UNION
    SELECT other, about, word, first_day, last_day FROM told WHERE other IS NOT NULL
),

beside AS (
    SELECT * FROM either_way SEMI JOIN family_side USING (about)
),

-- a child's brother has a household of his own: only an adult leads on to others
behind AS (
    SELECT b.about, e.other
    FROM beside AS b
    INNER JOIN either_way AS e ON b.other = e.about
    WHERE b.about <> e.other
),

named AS (
    SELECT about FROM family_side
    UNION
    SELECT other FROM beside
    UNION
    SELECT other FROM behind
),

kind_of AS (
    SELECT
        about,
        max_by(json_extract_string(details, '$.kind'), (day_latest, known_at, fact_id)) AS kind
    FROM {{facts}}
    SEMI JOIN named USING (about)
    WHERE kind = 'person-described'
    GROUP BY about
),

step AS (
    SELECT
        b.about, b.other, b.word, b.first_day, b.last_day,
        other.kind IN ('sponsor', 'household') AS is_adult
    FROM beside AS b
    INNER JOIN kind_of AS child ON b.about = child.about AND child.kind = 'child'
    INNER JOIN kind_of AS other ON b.other = other.about
)

SELECT about, other, 'sponsor' AS tie, first_day, last_day FROM step WHERE is_adult
UNION ALL
SELECT about, other, 'sibling', NULL, NULL FROM step
WHERE NOT is_adult AND word IN ({{siblings}})
UNION ALL
SELECT step.about, e.other, 'household', NULL, NULL
FROM step
INNER JOIN either_way AS e ON step.other = e.about
INNER JOIN kind_of AS far ON e.other = far.about AND far.kind IN ('sponsor', 'household')
WHERE step.is_adult;

CREATE OR REPLACE TABLE family AS
WITH tied AS (
    SELECT
        s.a, s.b, s.side, t.other AS record, t.tie, t.first_day, t.last_day,
        coalesce(p.person, t.other) AS who
    FROM family_side AS s
    INNER JOIN family_told AS t ON s.about = t.about
    LEFT JOIN person AS p ON t.other = p.about
),

shared AS (
    SELECT
        a, b,
        list(who ORDER BY who) FILTER (NOT is_sibling) AS adults,
        list(who ORDER BY who) FILTER (is_sibling) AS siblings
    FROM (
        SELECT a, b, who, tie = 'sibling' AS is_sibling FROM tied
        GROUP BY ALL HAVING count(DISTINCT side) = 2
    )
    GROUP BY a, b
),

each_other AS (
    SELECT DISTINCT x.a, x.b
    FROM tied AS x
    INNER JOIN family_side AS y
        ON x.a = y.a AND x.b = y.b AND x.side <> y.side AND x.record = y.about
    WHERE x.tie = 'sibling'
),

sponsors AS (
    SELECT
        x.a, x.b,
        min(greatest(0, x.first_day - y.last_day, y.first_day - x.last_day))
            FILTER (x.first_day IS NOT NULL AND y.first_day IS NOT NULL) AS days
    FROM tied AS x
    INNER JOIN tied AS y ON x.a = y.a AND x.b = y.b AND x.side = 1 AND y.side = 2
    WHERE x.tie = 'sponsor' AND y.tie = 'sponsor'
    GROUP BY x.a, x.b
)

SELECT
    p.a, p.b,
    coalesce(shared.adults, []) AS adults,
    coalesce(shared.siblings, []) AS siblings,
    each_other.a IS NOT NULL AS each_other,
    sponsors.a IS NOT NULL AND shared.adults IS NULL AS apart,
    CASE WHEN shared.adults IS NULL THEN sponsors.days END AS days_apart
FROM (SELECT DISTINCT a, b FROM family_side) AS p
LEFT JOIN shared ON p.a = shared.a AND p.b = shared.b
LEFT JOIN each_other ON p.a = each_other.a AND p.b = each_other.b
LEFT JOIN sponsors ON p.a = sponsors.a AND p.b = sponsors.b;
