-- Link rows: two records are, or are not, one person; who says so, and why.

CREATE OR REPLACE TABLE plain_checked AS
SELECT
    plain_row.line,
    ({{blank}}) AS blank,
    plain_about(v_record_a) AS about,
    'judged-' || lower(v_judgement) AS kind,
    coalesce(
        moment.day_earliest,
        CASE WHEN moment.at_earliest IS NULL THEN DATE {{undated_from}} END
    ) AS day_earliest,
    coalesce(
        moment.day_latest,
        CASE WHEN moment.at_latest IS NULL THEN DATE {{undated_to}} END
    ) AS day_latest,
    moment.at_earliest,
    moment.at_latest,
    {{details}} AS details,
    CASE
        WHEN v_record_a IS NULL OR v_record_b IS NULL THEN {
            'column_name': 'record_a, record_b', 'what': 'the row does not name two records',
            'advice': 'Give both, each as source:record.'
        }
        WHEN plain_about(v_record_a) = plain_about(v_record_b) THEN {
            'column_name': 'record_a, record_b', 'what': 'a record is compared with itself',
            'advice': 'Give two different records.'
        }
        WHEN v_judgement IS NULL OR lower(v_judgement) NOT IN ('same', 'different', 'unsure') THEN {
            'column_name': 'judgement', 'what': 'the judgement is none we know',
            'advice': 'Write same, different or unsure.'
        }
        WHEN moment.fault IS NOT NULL THEN {
            'column_name': 'happened', 'what': 'cannot read when it was judged: ' || moment.fault,
            'advice': 'Write a day, 2024-06-11, or an instant, 2024-06-11T09:20-05:00.'
        }
        WHEN (NOT plain_ours(plain_about(v_record_a)) AND known.about IS NULL)
            OR (NOT plain_ours(plain_about(v_record_b)) AND other_known.about IS NULL) THEN {
            'column_name': 'record_a, record_b', 'what': 'the row speaks of a record that is not known',
            'advice': 'Take in the extract that holds that record first, then this one again.'
        }
    END AS fault
FROM plain_row
INNER JOIN moment ON plain_row.line = moment.line
LEFT JOIN plain_known AS known ON plain_about(v_record_a) = known.about
LEFT JOIN plain_known AS other_known ON plain_about(v_record_b) = other_known.about;

INSERT INTO stated
SELECT
    line, about, kind, day_earliest, day_latest, at_earliest, at_latest, {{zone}}, '', '', details,
    NULL
FROM plain_checked
WHERE fault IS NULL AND NOT blank;
