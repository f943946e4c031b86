-- How far the agencies' records of children stray from the truth, agency by agency: `strayed`;
-- and how errors come together: `together(what, share, beside)`.

CREATE OR REPLACE MACRO folded(name) AS lower(strip_accents(name));

CREATE OR REPLACE TABLE child_record AS
SELECT
    agency, person, office, clerk, seen_on, duplicate, born_on, a_number,
    given_names <> true_given_names OR surnames <> true_surnames AS other_letters,
    folded(given_names) <> folded(true_given_names) OR folded(surnames) <> folded(true_surnames)
        AS other_name,
    folded(surnames) <> folded(true_surnames) AS other_surname,
    born_on <> true_born_on AS other_birth,
    a_number <> true_a_number AS other_number
FROM records WHERE kind = 'child';

CREATE OR REPLACE TABLE strayed AS
SELECT
    agency, count(*) AS records, avg(other_letters::INT) AS other_letters,
    avg(other_name::INT) AS other_name, avg(other_birth::INT) AS other_birth,
    avg((born_on IS NULL)::INT) AS no_birth, avg(other_number::INT) AS other_number,
    avg((a_number IS NULL)::INT) AS no_number
FROM child_record GROUP BY agency ORDER BY agency;

CREATE OR REPLACE TABLE pair AS
SELECT c.person, c.other_name AS at_border, h.other_name AS at_hhs
FROM child_record AS c INNER JOIN child_record AS h ON c.person = h.person
WHERE c.agency = 'cbp' AND h.agency = 'hhs' AND NOT c.duplicate AND NOT h.duplicate;

CREATE OR REPLACE TABLE sibling AS
SELECT a.other_surname AS one, b.other_surname AS other
FROM child_record AS a INNER JOIN people AS p ON a.person = p.person
INNER JOIN people AS q ON p.family = q.family AND p.person < q.person
INNER JOIN child_record AS b ON q.person = b.person AND a.seen_on = b.seen_on
WHERE a.agency = 'cbp' AND b.agency = 'cbp' AND NOT a.duplicate AND NOT b.duplicate;

CREATE OR REPLACE TABLE clerk AS
SELECT clerk, avg(other_name::INT) AS share FROM child_record
WHERE agency = 'cbp' GROUP BY clerk;

CREATE OR REPLACE TABLE together AS
SELECT 'HHS has the name wrong, where the border had | had not' AS what,
    avg(at_hhs::INT) FILTER (at_border) AS share, avg(at_hhs::INT) FILTER (NOT at_border) AS beside
FROM pair
UNION ALL
SELECT 'a sister''s surname is wrong, where the brother''s is | is not',
    avg(other::INT) FILTER (one), avg(other::INT) FILTER (NOT one) FROM sibling
UNION ALL
SELECT 'names wrong at the border, a clerk in the worst tenth | in the best',
    quantile_cont(share, 0.9), quantile_cont(share, 0.1) FROM clerk
UNION ALL
SELECT 'children with a brother or sister in the nation | who came with one',
    avg((in_family > 1)::INT), avg((came > 1)::INT)
FROM (
    SELECT count(*) OVER (PARTITION BY family) AS in_family,
        count(*) OVER (PARTITION BY family, arrived_on) AS came
    FROM people WHERE kind = 'child'
)
UNION ALL
SELECT 'children who are twins | twin pairs with one sex',
    avg((twin IS NOT NULL)::INT),
    (SELECT avg((a.sex = b.sex)::INT) FROM people AS a INNER JOIN people AS b ON a.twin = b.person)
FROM people WHERE kind = 'child';
