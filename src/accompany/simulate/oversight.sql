-- Twelve oversight figures of the made-up nation, from the truth alone: `oversight(id, value)`.
--
-- Each is worked out here by its own rule from what truly happened to whom, with nothing taken from
-- the figure book, so that agreement means something. Days are days in New York.

CREATE OR REPLACE TABLE happened AS SELECT person, kind, party, office, on_day::DATE AS on_day FROM facts;

CREATE OR REPLACE TABLE cared_for AS
SELECT person, min(on_day) AS came_on, count(*) AS stays
FROM happened WHERE kind = 'custody-began' AND party = 'hhs-orr' GROUP BY person;

CREATE OR REPLACE TABLE left_care AS
SELECT person, min(on_day) AS left_on FROM happened WHERE kind = 'released' GROUP BY person;

CREATE OR REPLACE TABLE absent AS
SELECT person, min(on_day) AS missed_on FROM happened WHERE kind = 'hearing-missed' GROUP BY person;

CREATE OR REPLACE MACRO served_by(last) AS TABLE
    SELECT DISTINCT person FROM happened WHERE kind = 'nta-served' AND on_day <= last;

CREATE OR REPLACE MACRO unserved(last) AS (
    SELECT avg((person NOT IN (FROM served_by(last)))::INT) FROM cared_for WHERE came_on <= last
);

CREATE OR REPLACE MACRO done_since(one, two) AS TABLE
    SELECT DISTINCT h.person FROM happened AS h INNER JOIN absent AS a
        ON h.person = a.person AND h.on_day >= a.missed_on
    WHERE h.kind IN (one, two);

CREATE OR REPLACE TABLE oversight AS
SELECT 'children' AS id, count(*)::DOUBLE AS value FROM cared_for
UNION ALL SELECT 'never-served-may-2024', unserved(DATE '2024-05-31')
UNION ALL SELECT 'never-served-january-2025', unserved(DATE '2025-01-31')
UNION ALL
SELECT 'missed-hearing', avg((person IN (SELECT person FROM absent))::INT) FROM cared_for
UNION ALL
SELECT 'served-and-missed', avg((person IN (SELECT person FROM absent))::INT)
FROM served_by(DATE '2025-01-31')
UNION ALL
SELECT 'not-looked-for', avg((person NOT IN (FROM done_since('location-attempted', 'located')))::INT)
FROM absent
UNION ALL
SELECT 'hhs-not-told', avg((person NOT IN (FROM done_since('missed-hearing-told', '')))::INT)
FROM absent
UNION ALL
SELECT 'never-reached', avg((person NOT IN (
    SELECT h.person FROM happened AS h INNER JOIN left_care AS l
        ON h.person = l.person AND h.on_day >= l.left_on
    WHERE h.kind IN ('call-reached-child', 'call-reached-adult')
))::INT)
FROM left_care WHERE left_on <= DATE '2025-01-31' - 37
UNION ALL SELECT 'in-care-again', avg((stays > 1)::INT) FROM cared_for
UNION ALL
SELECT 'no-office', avg((person NOT IN (
    SELECT h.person FROM happened AS h INNER JOIN left_care AS l
        ON h.person = l.person AND h.on_day >= l.left_on
    WHERE h.kind IN ('nta-served', 'prs-began', 'visit-made', 'hearing-set', 'hotline-called')
))::INT)
FROM left_care WHERE left_on <= DATE '2025-01-31' - 365
UNION ALL
SELECT 'no-outcome', avg((person NOT IN (
    SELECT h.person FROM happened AS h INNER JOIN cared_for AS c
        ON h.person = c.person AND h.on_day <= c.came_on + 1096
    WHERE h.kind IN ('judge-decided', 'in-absentia-order', 'relief-decided', 'departed', 'died')
))::INT)
FROM cared_for WHERE came_on <= DATE '2025-01-31' - 1096
UNION ALL
SELECT 'some-office-told', avg((offices < 3)::INT) FROM (
    SELECT count(DISTINCT office) AS offices FROM happened WHERE kind = 'address-told'
    GROUP BY person
);
