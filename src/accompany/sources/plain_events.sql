-- Event rows: one fact each.

CREATE OR REPLACE TABLE plain_checked AS
SELECT
    plain_row.line,
    ({{blank}}) AS blank,
    plain_about(v_record_id) AS about,
    v_kind AS kind,
    coalesce(v_party, '') AS party,
    coalesce(v_to_party, '') AS to_party,
    moment.* EXCLUDE (line, fault),
    {{details}} AS details,
    CASE
        WHEN v_record_id IS NULL THEN {
            'column_name': 'record_id', 'what': 'the row names no record',
            'advice': 'Give the number by which the sender knows this person.'
        }
        WHEN v_kind IS NULL THEN {
            'column_name': 'kind', 'what': 'the row does not say what happened',
            'advice': 'Write a kind of fact, such as nta-served.'
        }
        WHEN plain_kind.known IS NOT TRUE THEN {
            'column_name': 'kind', 'what': 'this kind of fact is not in the vocabulary',
            'advice': CASE WHEN plain_kind.nearest <> '' THEN 'Nearest: ' || plain_kind.nearest || '.'
                ELSE 'Choose one from the list of kinds in the reference.' END
        }
        WHEN v_happened IS NULL THEN {
            'column_name': 'happened', 'what': 'the row does not say when it happened',
            'advice': 'Write a day, 2024-06-11, or an instant, 2024-06-11T09:20-05:00.'
        }
        WHEN moment.fault IS NOT NULL THEN {
            'column_name': 'happened', 'what': 'cannot read when it happened: ' || moment.fault,
            'advice': 'Write a day, 2024-06-11, or an instant, 2024-06-11T09:20-05:00.'
        }
        WHEN v_party IS NOT NULL AND acted.party IS NULL THEN {
            'column_name': 'party', 'what': 'this is not the code of an office',
            'advice': 'Write a code such as hhs-orr, cbp-usbp or provider:<name>.'
        }
        WHEN v_to_party IS NOT NULL AND received.party IS NULL THEN {
            'column_name': 'to_party', 'what': 'this is not the code of an office',
            'advice': 'Write a code such as hhs-orr, cbp-usbp or provider:<name>.'
        }
        WHEN NOT plain_ours(plain_about(v_record_id)) AND known.about IS NULL THEN {
            'column_name': 'record_id', 'what': 'the row speaks of a record that is not known',
            'advice': 'Take in the extract that holds that record first, then this one again.'
        }
    END AS fault
FROM plain_row
INNER JOIN moment ON plain_row.line = moment.line
LEFT JOIN plain_known AS known ON plain_about(v_record_id) = known.about
LEFT JOIN plain_kind ON v_kind = plain_kind.kind
LEFT JOIN plain_party AS acted ON v_party = acted.party
LEFT JOIN plain_party AS received ON v_to_party = received.party;

INSERT INTO stated
SELECT
    line, about, kind, day_earliest, day_latest, at_earliest, at_latest, {{zone}}, party, to_party,
    details, NULL
FROM plain_checked
WHERE fault IS NULL AND NOT blank;
