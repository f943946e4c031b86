-- How the links of a made-up ledger agree with the truth ({{records}}), for children and for others.

CREATE OR REPLACE TABLE demo_record AS
SELECT
    CASE r.kind WHEN 'child' THEN 'children' ELSE 'others' END AS who,
    r.person AS truly, coalesce(p.person, r.record) AS joined
FROM read_parquet({{records}}) AS r LEFT JOIN person AS p ON r.record = p.about;

CREATE OR REPLACE MACRO pairs(n) AS (n * (n - 1) // 2)::BIGINT;

CREATE OR REPLACE TABLE demo_linked AS
WITH together AS (
    SELECT who, truly, joined, count(*) AS n FROM demo_record GROUP BY who, truly, joined
),

really AS (
    SELECT who, sum(pairs(n))::BIGINT AS pairs
    FROM (SELECT who, sum(n)::BIGINT AS n FROM together GROUP BY who, truly) GROUP BY who
),

found AS (
    SELECT who, sum(n)::BIGINT AS records, count(*) AS persons, sum(pairs(n))::BIGINT AS pairs
    FROM (SELECT who, sum(n)::BIGINT AS n FROM together GROUP BY who, joined) GROUP BY who
),

rightly AS (SELECT who, sum(pairs(n))::BIGINT AS pairs FROM together GROUP BY who)

SELECT
    found.who, found.records, found.persons, really.pairs AS truly, found.pairs AS joined,
    rightly.pairs AS rightly
FROM found
INNER JOIN really ON found.who = really.who
INNER JOIN rightly ON found.who = rightly.who
ORDER BY found.who;
