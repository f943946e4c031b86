-- What became of each planted fault in a ledger: `fate(fault, fate, how)`, one row for each fault.
--
-- Set aside: the row was. Passed as plausible: a fact stands that is not so. Repaired: no such fact
-- stands, and the true one does, from this row or from another. Gone: neither stands.

CREATE OR REPLACE TABLE whose AS
SELECT record, person FROM true_records
UNION
SELECT l.record_a, r.person
FROM true_links AS l INNER JOIN true_records AS r ON l.record_b = r.record;

CREATE OR REPLACE TABLE stood AS
SELECT
    f.extract, f.part, f.line, w.person, f.kind, f.details,
    CASE WHEN f.day_earliest = f.day_latest THEN f.day_earliest END AS on_day,
    -- custody of two agencies, and an address told to two offices, are two things
    CASE WHEN starts_with(f.kind, 'custody-') THEN f.party ELSE '' END AS party,
    CASE WHEN f.kind = 'address-told' THEN coalesce(f.details ->> 'office', '') ELSE '' END AS office
FROM known_facts AS f LEFT JOIN whose AS w ON f.about = w.record;

CREATE OR REPLACE TABLE was_so AS
SELECT DISTINCT
    person, kind, on_day::DATE AS on_day,
    CASE WHEN starts_with(kind, 'custody-') THEN party ELSE '' END AS party,
    CASE WHEN kind = 'address-told' THEN coalesce(office, '') ELSE '' END AS office
FROM true_facts;

CREATE OR REPLACE TABLE planted_row AS
SELECT
    row_number() OVER () AS n, p.fault, p.cell, p.truly, p.line, c.extract, c.part,
    p.true_person AS person, p.true_kind AS kind, p.true_day::DATE AS on_day,
    CASE WHEN starts_with(p.true_kind, 'custody-') THEN p.true_party ELSE '' END AS party,
    CASE WHEN p.true_kind = 'address-told' THEN coalesce(p.true_office, '') ELSE '' END AS office
FROM planted AS p LEFT JOIN came AS c ON p.file = c.file;

CREATE OR REPLACE TABLE landed AS
SELECT
    p.n,
    bool_or(CASE
        WHEN p.cell = '' THEN so.person IS NULL
        ELSE json_extract_string(s.details, '$.' || p.cell) <> p.truly
    END) AS wrong,
    bool_or(CASE
        WHEN p.cell = '' THEN so.person = p.person
        ELSE json_extract_string(s.details, '$.' || p.cell) = p.truly
    END) AS so
FROM planted_row AS p
INNER JOIN stood AS s ON p.extract = s.extract AND p.part = s.part AND p.line = s.line
LEFT JOIN was_so AS so
    ON s.person = so.person AND s.kind = so.kind AND s.on_day = so.on_day
    AND s.party = so.party AND s.office = so.office
GROUP BY p.n;

CREATE OR REPLACE TABLE told_elsewhere AS
SELECT DISTINCT p.n
FROM planted_row AS p
INNER JOIN stood AS s
    ON p.person = s.person AND p.kind = s.kind AND p.on_day = s.on_day
    AND p.party = s.party AND p.office = s.office
WHERE p.cell = '';

CREATE OR REPLACE TABLE said_of_row AS
SELECT p.n, bool_or(k.outcome = 'set aside') AS aside, bool_or(k.outcome = 'repaired') AS mended
FROM planted_row AS p
INNER JOIN problems_kept AS k ON p.extract = k.extract AND p.part = k.part AND p.line = k.line
GROUP BY p.n;

CREATE OR REPLACE TABLE fate AS
SELECT
    p.fault,
    CASE
        WHEN said.aside THEN 'set aside'
        WHEN landed.wrong THEN 'passed as plausible'
        WHEN landed.so OR elsewhere.n IS NOT NULL THEN 'repaired'
        ELSE 'gone'
    END AS fate,
    CASE
        WHEN said.mended THEN 'by the adapter'
        WHEN landed.so THEN 'by its own row'
        ELSE 'by another row'
    END AS how
FROM planted_row AS p
LEFT JOIN said_of_row AS said ON p.n = said.n
LEFT JOIN landed ON p.n = landed.n
LEFT JOIN told_elsewhere AS elsewhere ON p.n = elsewhere.n;
