-- People rows: what a record says of a person, and whose relative it is.

CREATE OR REPLACE TABLE plain_checked AS
SELECT
    plain_row.line,
    ({{blank}}) AS blank,
    plain_about(v_record_id) AS about,
    plain_about(v_of_record_id) AS other,
    v_relationship AS relationship,
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
        WHEN v_record_id IS NULL THEN {
            'column_name': 'record_id', 'what': 'the row names no record',
            'advice': 'Give the number by which the sender knows this person.'
        }
        WHEN v_kind IS NULL OR lower(v_kind) NOT IN ('child', 'sponsor', 'household') THEN {
            'column_name': 'kind', 'what': 'the kind of person is none we know',
            'advice': 'Write child, sponsor or household.'
        }
        WHEN moment.fault IS NOT NULL THEN {
            'column_name': 'seen_on', 'what': 'cannot read the day: ' || moment.fault,
            'advice': 'Write days as 2024-06-11, or leave the cell empty.'
        }
        WHEN NOT plain_ours(plain_about(v_record_id)) AND known.about IS NULL THEN {
            'column_name': 'record_id', 'what': 'the row speaks of a record that is not known',
            'advice': 'Take in the extract that holds that record first, then this one again.'
        }
        WHEN NOT plain_ours(plain_about(v_of_record_id)) AND other_known.about IS NULL THEN {
            'column_name': 'of_record_id', 'what': 'the row speaks of a record that is not known',
            'advice': 'Take in the extract that holds that record first, then this one again.'
        }
    END AS fault
FROM plain_row
INNER JOIN moment ON plain_row.line = moment.line
LEFT JOIN plain_known AS known ON plain_about(v_record_id) = known.about
LEFT JOIN plain_known AS other_known ON plain_about(v_of_record_id) = other_known.about;

INSERT INTO stated
SELECT
    line, about, 'person-described', day_earliest, day_latest, at_earliest, at_latest,
    {{zone}}, '', '', details, NULL
FROM plain_checked
WHERE fault IS NULL AND NOT blank;

INSERT INTO stated
SELECT
    line, about, 'related', day_earliest, day_latest, at_earliest, at_latest, {{zone}}, '', '',
    '{' || concat_ws(',', said('of', other), said('relationship', relationship)) || '}', NULL
FROM plain_checked
WHERE fault IS NULL AND NOT blank AND other IS NOT NULL;
