-- How the links of a made-up ledger agree with the truth ({{records}}): `demo_linked`.

CREATE OR REPLACE TABLE demo_record AS
SELECT r.person AS truly, coalesce(p.person, r.record) AS joined
FROM read_parquet({{records}}) AS r LEFT JOIN person AS p ON r.record = p.about
WHERE r.kind = 'child';

CREATE OR REPLACE MACRO pairs(n) AS (n * (n - 1) // 2)::BIGINT;

CREATE OR REPLACE TABLE demo_linked AS
SELECT
    (SELECT count(*) FROM demo_record) AS records,
    (SELECT count(DISTINCT joined) FROM demo_record) AS children,
    (SELECT sum(pairs(n)) FROM (SELECT count(*) AS n FROM demo_record GROUP BY truly)) AS truly,
    (SELECT sum(pairs(n)) FROM (SELECT count(*) AS n FROM demo_record GROUP BY joined)) AS joined,
    (SELECT sum(pairs(n)) FROM (SELECT count(*) AS n FROM demo_record GROUP BY truly, joined)) AS rightly;
