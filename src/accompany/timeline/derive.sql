-- Derived facts of everyone; derive.py is the definition.
CREATE OR REPLACE MACRO day_begins(on_day, in_zone) AS
    timezone('UTC', timezone(in_zone, CAST(on_day AS TIMESTAMP)));

CREATE OR REPLACE MACRO birthday(born, age) AS
    CASE
        WHEN month(born) = 2 AND day(born) = 29
            AND try_cast(format('{}-02-29', year(born) + age) AS DATE) IS NULL
            THEN make_date(year(born) + age, 3, 1)
        ELSE make_date(year(born) + age, month(born), day(born))
    END;

-- the last word of each record on when the child was born
CREATE OR REPLACE TABLE derive_birth AS
WITH written AS (
    SELECT *, json_extract_string(details, '$.born_on') AS said
    FROM derive_of
    WHERE kind = 'person-described' AND json_extract_string(details, '$.kind') = 'child'
),

read AS (
    SELECT
        *,
        CASE
            WHEN regexp_full_match(said, '\d{4}-\d{2}-\d{2}') THEN try_cast(said AS DATE)
            WHEN regexp_full_match(said, '\d{1,2}/\d{1,2}/\d{4}') THEN try_cast(format(
                '{:04d}-{:02d}-{:02d}', CAST(split_part(said, '/', 3) AS INTEGER),
                CAST(split_part(said, '/', 1) AS INTEGER), CAST(split_part(said, '/', 2) AS INTEGER)
            ) AS DATE)
        END AS born
    FROM written
)

SELECT *
FROM read
WHERE year(born) BETWEEN 1900 AND 2199
QUALIFY row_number() OVER (
    PARTITION BY subject, about
    ORDER BY known_at DESC, happened_earliest DESC, happened_latest DESC, fact_id DESC
) = 1;

-- when each came of age: as reported, else by the birth dates
CREATE OR REPLACE TABLE derive_age AS
WITH reported AS (
    SELECT
        subject, about, zone, extract, line, known_at, TRUE AS reported,
        day_earliest AS first_day, day_latest AS last_day
    FROM derive_of
    WHERE kind = 'turned-18'
    QUALIFY row_number() OVER (
        PARTITION BY subject ORDER BY happened_earliest, happened_latest, fact_id
    ) = 1
),

born AS (
    SELECT
        subject, about, zone, extract, line, known_at, FALSE AS reported,
        min(birthday(born, 18)) OVER (PARTITION BY subject) AS first_day,
        max(birthday(born, 18)) OVER (PARTITION BY subject) AS last_day
    FROM derive_birth
    WHERE subject NOT IN (SELECT subject FROM reported)
    QUALIFY row_number() OVER (
        PARTITION BY subject
        ORDER BY known_at DESC, happened_earliest DESC, happened_latest DESC, fact_id DESC
    ) = 1
)

SELECT
    *, day_begins(first_day, zone) AS first_at, day_begins(last_day, zone) AS last_at,
    day_begins(last_day + 1, zone) - INTERVAL 1 MICROSECOND AS latest
FROM (SELECT * FROM reported UNION ALL SELECT * FROM born);

CREATE OR REPLACE TABLE derive_adult AS
WITH charged AS (
    SELECT DISTINCT subject FROM derive_of WHERE kind = 'turned-18' AND party <> ''
),

reached AS (
    SELECT * FROM derive_age WHERE subject NOT IN (SELECT subject FROM charged)
),

held AS (
    SELECT DISTINCT r.subject
    FROM reached AS r
    INNER JOIN custody AS c ON r.subject = c.subject
    INNER JOIN party_under AS p ON c.party = p.party AND p.over = 'hhs-orr'
    WHERE c.starts_by < r.first_at AND (c.ends_from IS NULL OR c.ends_from >= r.last_at)
),

dead AS (
    SELECT DISTINCT r.subject
    FROM reached AS r
    INNER JOIN derive_of AS d ON r.subject = d.subject
    WHERE d.kind = 'died' AND d.happened_latest < r.first_at
)

SELECT r.*, CASE WHEN h.subject IS NULL THEN '' ELSE 'hhs-orr' END AS party
FROM reached AS r
LEFT JOIN held AS h ON r.subject = h.subject
WHERE
    r.subject NOT IN (SELECT subject FROM dead)
    AND (h.subject IS NOT NULL OR NOT r.reported);

CREATE OR REPLACE TABLE derive_arrest AS
SELECT
    f.subject, f.about, f.party, f.zone, f.extract, f.line,
    greatest(f.known_at, a.known_at) AS known_at, f.happened_earliest, f.happened_latest
FROM derive_of AS f
INNER JOIN derive_age AS a ON f.subject = a.subject AND f.happened_earliest >= a.last_at
WHERE
    f.kind = 'apprehended'
    AND NOT EXISTS (
        SELECT 1 FROM derive_of AS d
        WHERE
            d.subject = f.subject AND d.kind IN ('age-claimed', 'determined-unaccompanied')
            AND d.happened_latest >= f.happened_earliest
    )
QUALIFY row_number() OVER (
    PARTITION BY f.subject, f.about, f.party, f.happened_earliest, f.happened_latest
    ORDER BY f.fact_id
) = 1;

CREATE OR REPLACE TABLE derive_release AS
WITH said AS (
    SELECT
        *,
        coalesce(json_extract_string(details, '$.category'), '') AS category,
        regexp_replace(
            trim(lower(json_extract_string(details, '$.relationship')), E' \t\n\r'), '\s+', ' ', 'g'
        ) AS relationship,
        nullif(json_extract_string(details, '$.sponsor'), '') AS sponsor
    FROM derive_of
    WHERE kind = 'released'
),

called AS (
    SELECT
        *,
        CASE WHEN regexp_full_match(sponsor, {{source}}) THEN sponsor
            ELSE source || ':' || sponsor END AS called
    FROM said
),

-- a record is looked for among all that is known, not only among the few children
person_called AS (
    SELECT DISTINCT f.about, f.subject
    FROM {{facts}} AS f
    SEMI JOIN called AS c ON f.about = c.called
)

SELECT
    c.fact_id, c.subject, c.about, c.zone, c.extract, c.line, c.known_at,
    c.happened_earliest, c.happened_latest, c.day_latest, c.category, c.relationship,
    coalesce(p.subject, c.called) AS sponsor
FROM called AS c
LEFT JOIN person_called AS p ON c.called = p.about;

-- releases to somebody certainly no relative, and what began the care each one ended
CREATE OR REPLACE TABLE derive_stage AS
WITH lone AS (
    SELECT *
    FROM derive_release
    WHERE
        relationship IN (SELECT n.relationship FROM not_kin AS n)
        AND left(category, 1) IN ('', '3')
),

since AS (
    SELECT l.fact_id, max(b.happened_earliest) AS since
    FROM lone AS l
    INNER JOIN derive_release AS b
        ON l.subject = b.subject AND b.happened_latest < l.happened_earliest
    GROUP BY l.fact_id
),

step AS (
    SELECT subject, happened_earliest, happened_latest, known_at, fact_id, 1 AS rank
    FROM derive_of
    WHERE
        (kind = 'custody-began'
            AND party IN (SELECT u.party FROM party_under AS u WHERE u.over = 'hhs-orr'))
        OR (kind = 'transferred'
            AND to_party IN (SELECT u.party FROM party_under AS u WHERE u.over = 'hhs-orr'))
    UNION ALL
    SELECT subject, happened_earliest, happened_latest, known_at, fact_id, 2
    FROM derive_of
    WHERE kind IN ('sponsor-identified', 'application-received')
)

SELECT l.*, t.happened_earliest AS began, t.known_at AS began_known
FROM lone AS l
LEFT JOIN since AS s ON l.fact_id = s.fact_id
INNER JOIN step AS t
    ON l.subject = t.subject AND t.happened_earliest <= l.happened_earliest
    AND (s.since IS NULL OR t.happened_earliest >= s.since)
QUALIFY row_number() OVER (
    PARTITION BY l.fact_id
    ORDER BY t.rank, t.happened_earliest, t.happened_latest, t.fact_id
) = 1;

CREATE OR REPLACE TABLE derive_ground AS
WITH ground AS (
    SELECT s.fact_id, 'twelve-or-younger' AS ground, max(b.known_at) AS told
    FROM derive_stage AS s
    INNER JOIN derive_birth AS b ON s.subject = b.subject
    GROUP BY s.fact_id, s.day_latest
    HAVING s.day_latest < min(birthday(b.born, 13))
    UNION ALL
    SELECT s.fact_id, 'earlier-children', min(o.known_at)
    FROM derive_stage AS s
    INNER JOIN derive_release AS o ON s.sponsor = o.sponsor AND s.subject <> o.subject
    WHERE o.happened_latest < s.happened_earliest
    GROUP BY s.fact_id
    UNION ALL
    SELECT s.fact_id, 'several-children', min(o.known_at)
    FROM derive_stage AS s
    INNER JOIN derive_release AS o ON s.sponsor = o.sponsor AND s.subject <> o.subject
    WHERE o.happened_earliest <= s.happened_latest AND o.happened_latest >= s.happened_earliest
    GROUP BY s.fact_id
)

SELECT s.*, g.ground, greatest(s.known_at, s.began_known, g.told) AS told
FROM derive_stage AS s
INNER JOIN ground AS g ON s.fact_id = g.fact_id
ANTI JOIN (
    SELECT
        subject, happened_earliest AS from_at, happened_latest AS to_at,
        json_extract_string(details, '$.ground') AS ground
    FROM derive_of
    WHERE kind = 'home-study-required'
) AS r
    ON s.subject = r.subject AND g.ground = r.ground
    AND r.to_at >= s.began AND r.from_at <= s.happened_latest;

CREATE OR REPLACE TABLE derived AS
WITH made AS (
    SELECT
        subject, about, 'turned-18' AS kind, party, '{}' AS details, zone, extract, line,
        known_at, first_at AS happened_earliest, latest AS happened_latest
    FROM derive_adult
    UNION ALL
    SELECT
        subject, about, 'apprehended-of-age', party, '{}', zone, extract, line, known_at,
        happened_earliest, happened_latest
    FROM derive_arrest
    UNION ALL
    SELECT
        subject, about, 'home-study-required', '', '{"ground":"' || ground || '"}', zone, extract,
        line, told, began, happened_latest
    FROM derive_ground
)

SELECT
    unhex(left(sha256(concat(
        'derived', chr(31), about, chr(31), kind, chr(31),
        epoch_us(happened_earliest), chr(31), epoch_us(happened_latest), chr(31),
        party, chr(31), chr(31), details, chr(31)
    )), 32)) AS fact_id,
    'derived' AS source, about, subject, kind, happened_earliest, happened_latest,
    CAST(timezone(zone, timezone('UTC', happened_earliest)) AS DATE) AS day_earliest,
    CAST(timezone(zone, timezone('UTC', happened_latest)) AS DATE) AS day_latest,
    zone, party, '' AS to_party, details, '' AS reported_by, known_at,
    CAST(NULL AS BLOB) AS replaces, extract, line
FROM made;

DROP TABLE derive_of;
DROP TABLE derive_birth;
DROP TABLE derive_age;
DROP TABLE derive_adult;
DROP TABLE derive_arrest;
DROP TABLE derive_release;
DROP TABLE derive_stage;
DROP TABLE derive_ground;
