-- Figures of the made-up nation, from the truth alone: `figure(id, value)`.

CREATE OR REPLACE MACRO fiscal_year(on_day) AS year(on_day + INTERVAL 3 MONTH);

CREATE OR REPLACE TABLE first_transfer AS
SELECT person, min(on_day::DATE) AS on_day, fiscal_year(min(on_day::DATE)) AS fiscal
FROM facts WHERE kind = 'custody-began' AND party = 'hhs-orr'
GROUP BY person HAVING min(on_day::DATE) BETWEEN DATE '2018-10-01' AND DATE '2023-09-30';

CREATE OR REPLACE TABLE first_release AS
SELECT person, arg_min(stay, on_day) AS stay, min(on_day::DATE) AS on_day
FROM facts WHERE kind = 'released' GROUP BY person;

CREATE OR REPLACE MACRO scaled(n) AS n * 448000.0 / (SELECT count(*) FROM first_transfer);

CREATE OR REPLACE MACRO served_by(last) AS TABLE
    SELECT DISTINCT person FROM facts WHERE kind = 'nta-served' AND on_day::DATE <= last;

CREATE OR REPLACE MACRO missed_by(last) AS TABLE
    SELECT DISTINCT person FROM facts WHERE kind = 'hearing-missed' AND on_day::DATE <= last;

CREATE OR REPLACE MACRO not_served(last) AS (
    SELECT avg((person NOT IN (FROM served_by(last)))::INT) FROM first_transfer
);

CREATE OR REPLACE TABLE spring AS
SELECT person, stay, on_day FROM first_release
WHERE on_day BETWEEN DATE '2021-03-01' AND DATE '2021-04-30';

CREATE OR REPLACE TABLE call AS
SELECT person, stay, kind, on_day::DATE AS on_day, written_down FROM facts
WHERE starts_with(kind, 'call-');

CREATE OR REPLACE TABLE in_care AS
SELECT b.person, b.on_day::DATE AS began, e.on_day::DATE AS ended
FROM facts AS b INNER JOIN facts AS e ON b.person = e.person AND b.stay = e.stay
WHERE b.kind = 'custody-began' AND b.party = 'hhs-orr'
    AND (e.kind = 'released' OR (e.kind = 'custody-ended' AND e.party = 'hhs-orr'));

CREATE OR REPLACE TABLE in_court AS
SELECT
    person, stay,
    min(on_day::DATE) FILTER (kind = 'nta-filed') AS filed,
    min(on_day::DATE) FILTER (kind IN ('judge-decided', 'in-absentia-order')) AS decided,
    bool_or(kind = 'in-absentia-order') AS absent,
    bool_or(kind = 'counsel-entered') AS counsel,
    min(on_day::DATE) FILTER (kind = 'hearing-missed') AS missed,
    min(on_day::DATE) FILTER (kind = 'hearing-held') AS held
FROM facts GROUP BY person, stay HAVING count(*) FILTER (kind = 'nta-filed') > 0;

CREATE OR REPLACE TABLE figure (id VARCHAR, value DOUBLE);

INSERT INTO figure
SELECT 'not-served-may-2024', not_served(DATE '2024-05-31')
UNION ALL SELECT 'not-served-january-2025', not_served(DATE '2025-01-31')
UNION ALL SELECT 'missed-court', scaled(count(*)) FROM missed_by(DATE '2024-05-31')
UNION ALL
SELECT 'bad-address', avg((r.address IS NULL OR (r.unit IS NULL AND h.unit IS NOT NULL))::INT)
FROM records AS r INNER JOIN people USING (person) INNER JOIN households AS h USING (household)
WHERE r.agency = 'ice'
UNION ALL
SELECT 'call-not-in-time', 1 - avg((call.person IS NOT NULL)::INT)
FROM spring LEFT JOIN call ON spring.person = call.person AND spring.stay = call.stay
    AND call.on_day BETWEEN spring.on_day + 30 AND spring.on_day + 37
UNION ALL
SELECT 'call-not-documented', 1 - avg(written_down::INT) FROM spring INNER JOIN call
    ON spring.person = call.person AND spring.stay = call.stay
UNION ALL
SELECT 'check-not-documented', 1 - avg((found.person IS NOT NULL)::INT)
FROM spring LEFT JOIN facts AS found ON spring.person = found.person
    AND spring.stay = found.stay AND found.kind = 'suitability-found'
UNION ALL
SELECT 'one-office', avg((person NOT IN (FROM served_by(DATE '2024-05-31')))::INT)
FROM first_release INNER JOIN people USING (person) INNER JOIN households USING (household)
WHERE state IN ('VA', 'MD')
UNION ALL
SELECT 'represented-appear', 1 - avg((missed IS NOT NULL AND held IS NULL)::INT)
FROM in_court WHERE counsel AND coalesce(missed, held) IS NOT NULL
UNION ALL SELECT 'transferred-2019', scaled(count(*)) FROM first_transfer WHERE fiscal = 2019
UNION ALL SELECT 'transferred-2020', scaled(count(*)) FROM first_transfer WHERE fiscal = 2020
UNION ALL SELECT 'transferred-2021-23', avg((fiscal >= 2021)::INT) FROM first_transfer
UNION ALL SELECT 'missed-court-october-2024', scaled(count(*)) FROM missed_by(DATE '2024-10-31')
UNION ALL
SELECT 'missed-of-served', avg((person IN (FROM missed_by(DATE '2024-10-31')))::INT)
FROM served_by(DATE '2024-10-31')
UNION ALL
SELECT 'calls-unanswered', avg((kind = 'call-attempted')::INT) FROM call
WHERE on_day BETWEEN DATE '2021-01-01' AND DATE '2021-05-31'
UNION ALL
SELECT 'lost-contact', 1 - avg((reached.person IS NOT NULL)::INT)
FROM first_release LEFT JOIN (
    SELECT DISTINCT person, stay FROM call WHERE kind <> 'call-attempted' AND written_down
) AS reached USING (person, stay)
WHERE fiscal_year(on_day) IN (2021, 2022)
UNION ALL
SELECT 'days-in-care-' || fiscal_year(ended), avg(ended - began) FROM in_care
WHERE fiscal_year(ended) BETWEEN 2019 AND 2022 GROUP BY fiscal_year(ended)
UNION ALL
SELECT 'in-care-august-2023', scaled(avg(n)) FROM (
    SELECT count(in_care.person) AS n
    FROM range(DATE '2023-08-01', DATE '2023-09-01', INTERVAL 1 DAY) AS day
    LEFT JOIN in_care ON began <= day.range::DATE AND ended > day.range::DATE GROUP BY day.range
)
UNION ALL
SELECT 'non-family-2021', avg((category = 3)::INT)
FROM first_release INNER JOIN people USING (person) WHERE year(on_day) = 2021
UNION ALL
SELECT 'three-by-one-unrelated', scaled(count(*)) FROM (
    SELECT count(*) OVER (PARTITION BY sponsor) AS children, relationship
    FROM first_release INNER JOIN people USING (person) WHERE year(on_day) IN (2021, 2022)
) WHERE children >= 3 AND relationship = 'Unrelated Sponsor'
UNION ALL
SELECT 'court-pending-2022', scaled(count(*)) FROM in_court
WHERE filed <= DATE '2022-09-30' AND (decided IS NULL OR decided > DATE '2022-09-30')
UNION ALL
SELECT 'in-absentia-share', avg(absent::INT) FROM in_court WHERE decided <= DATE '2023-09-30'
UNION ALL
SELECT 'concerns-unanswered', scaled(
    count(*) FILTER (kind = 'concern-reported') - count(*) FILTER (kind = 'concern-closed')
) FROM facts;
