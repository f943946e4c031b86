-- What became of what was written wrong of people: more rows of `fate`, and `misrecorded`, one row
-- for each value of a record that is not the true one, with what was wrong about it.

CREATE OR REPLACE MACRO folded(name) AS lower(strip_accents(name));
CREATE OR REPLACE MACRO words(name) AS list_sort(string_split(folded(name), ' '));
CREATE OR REPLACE MACRO fewer(said, truly) AS
    len(words(said)) < len(words(truly)) AND list_has_all(words(truly), words(said));
CREATE OR REPLACE MACRO digits_apart(one, other) AS
    len(list_filter(range(1, 12), lambda i: one[i] <> other[i]));

CREATE OR REPLACE TABLE beside_truth AS
SELECT
    r.*, p.adult, p.family, t.given_names AS twin_given,
    r.true_born_on::DATE AS true_day, try_cast(r.born_on AS DATE) AS day,
    len(list_intersect(words(r.given_names), words(r.true_surnames))) > 0
    AND len(list_intersect(words(r.true_given_names), words(r.true_surnames))) = 0 AS crossed
FROM true_records AS r
INNER JOIN true_people AS p ON r.person = p.person
LEFT JOIN true_people AS t ON p.twin = t.person;

CREATE OR REPLACE TABLE misrecorded AS
SELECT record, 'given_names' AS value, given_names AS said, true_given_names AS truly, CASE
    WHEN folded(given_names) = folded(true_given_names) THEN 'given names without accents'
    WHEN crossed THEN 'a surname among the given names'
    WHEN string_split(folded(given_names), ' ')[1] = string_split(folded(twin_given), ' ')[1]
        THEN 'given names of the twin'
    WHEN fewer(given_names, true_given_names) THEN 'a given name left out'
    ELSE 'a given name in another form'
    END AS fault
FROM beside_truth WHERE given_names <> true_given_names
UNION ALL
SELECT record, 'surnames', surnames, true_surnames, CASE
    WHEN folded(surnames) = folded(true_surnames) THEN 'surnames without accents'
    WHEN words(surnames) = words(true_surnames) THEN 'surnames swapped'
    WHEN replace(folded(surnames), ' ', '') = replace(folded(true_surnames), ' ', '')
        THEN 'surnames joined'
    WHEN fewer(surnames, true_surnames) THEN 'a surname left out'
    ELSE 'a surname in another form'
    END
FROM beside_truth WHERE surnames <> true_surnames
UNION ALL
SELECT record, 'born_on', born_on, true_born_on, CASE
    WHEN adult THEN 'the birthday an adult claims'
    WHEN month(day) = day(true_day) AND day(day) = month(true_day) AND year(day) = year(true_day)
        THEN 'born: day and month turned'
    WHEN month(day) = 1 AND day(day) = 1 AND year(day) = year(true_day) THEN 'born: 1 January'
    WHEN month(day) = 1 AND day(day) = 1 THEN 'born: an age rounded to 1 January'
    WHEN month(day) = month(true_day) AND day(day) = day(true_day) THEN 'born: another year'
    ELSE 'born: another day'
    END
FROM beside_truth WHERE born_on <> true_born_on
UNION ALL
SELECT record, 'born_on', NULL, true_born_on, 'born: not said'
FROM beside_truth WHERE born_on IS NULL AND agency <> 'court'
UNION ALL
SELECT b.record, 'a_number', b.a_number, b.true_a_number, CASE
    WHEN EXISTS (
        FROM true_people AS s WHERE s.family = b.family AND s.a_number = b.a_number
    ) THEN 'the A-number of a brother or sister'
    WHEN digits_apart(b.a_number, b.true_a_number) <= 2 THEN 'an A-number with wrong digits'
    ELSE 'another A-number, given at re-entry'
    END
FROM beside_truth AS b WHERE b.a_number <> b.true_a_number
UNION ALL
SELECT record, 'a_number', NULL, true_a_number, 'no A-number'
FROM beside_truth WHERE a_number IS NULL AND true_a_number IS NOT NULL
UNION ALL
SELECT record, 'record', record, NULL, 'a person entered twice' FROM beside_truth WHERE duplicate;

CREATE OR REPLACE TABLE described AS
SELECT
    about AS record, max(details ->> 'given_names') AS given_names,
    max(details ->> 'surnames') AS surnames, max(details ->> 'born_on') AS born_on,
    max(details ->> 'a_number') AS a_number
FROM known_facts WHERE kind = 'person-described' GROUP BY about;

INSERT INTO fate
SELECT
    fault,
    CASE
        WHEN stands IS NULL THEN 'gone'
        WHEN replace(stands, '-', '') = replace(truly, '-', '') THEN 'repaired'
        ELSE 'passed as plausible'
    END,
    'by the adapter'
FROM (
    SELECT m.fault, m.truly, CASE m.value
        WHEN 'given_names' THEN d.given_names WHEN 'surnames' THEN d.surnames
        WHEN 'born_on' THEN d.born_on WHEN 'a_number' THEN d.a_number ELSE d.record
        END AS stands
    FROM misrecorded AS m LEFT JOIN described AS d ON m.record = d.record
);
