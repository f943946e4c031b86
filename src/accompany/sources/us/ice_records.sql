-- Rows of possible children become what befell them and what is said of them.

CREATE OR REPLACE TABLE ice_checked AS
WITH first_moment AS (
    SELECT
        ice_said.row_line,
        min(coalesce(moment.day_earliest, moment.at_earliest::DATE)) AS on_day,
        bool_or(moment.fault IS NOT NULL) AS odd
    FROM ice_said INNER JOIN moment ON ice_said.line = moment.line GROUP BY ice_said.row_line
)

SELECT
    ice_row.line,
    seen_through(ice_row.key) AS key,
    try_cast(seen_through(birth_year) AS INTEGER) AS born_in,
    seen_through(country) AS country,
    CASE lower(seen_through(sex)) WHEN 'male' THEN 'M' WHEN 'female' THEN 'F'
        ELSE seen_through(sex) END AS sex,
    seen_through(state) AS state,
    seen_through(county) AS county,
    seen_through(facility) AS facility,
    seen_through(reason) AS reason,
    first_moment.on_day,
    coalesce(year(first_moment.on_day) - born_in <= 18, false) AS possible,
    CASE
        WHEN seen_through(ice_row.key) IS NULL THEN {
            'column_name': 'Anonymized Identifier', 'what': 'the row does not say of whom it is',
            'advice': 'Ask ICE for the row again: without its key it is about nobody.'
        }
        WHEN first_moment.odd THEN {
            'column_name': 'date', 'what': 'a date of the row cannot be read',
            'advice': 'Ask ICE for the right date.'
        }
        WHEN first_moment.on_day IS NULL AND NOT {{may_be_silent}} THEN {
            'column_name': 'date', 'what': 'the row does not say when anything happened',
            'advice': 'Ask ICE for the date.'
        }
        WHEN first_moment.on_day IS NOT NULL
            AND try_cast(seen_through(birth_year) AS INTEGER) IS NULL THEN {
            'column_name': 'Birth Year', 'what': 'the year of birth is missing or not a year',
            'advice': 'Ask ICE for it: without it nobody can say whether this was a child.'
        }
    END AS fault
FROM ice_row LEFT JOIN first_moment ON ice_row.line = first_moment.row_line;

INSERT INTO problem
SELECT
    ice_checked.line, fault.column_name, 'set aside', fault.what, fault.advice, ice_row.raw
FROM ice_checked INNER JOIN ice_row ON ice_checked.line = ice_row.line
WHERE ice_checked.fault IS NOT NULL;

INSERT INTO stated
SELECT
    ice_checked.line,
    {{source}} || ':' || key,
    ice_said.kind,
    moment.day_earliest,
    moment.day_latest,
    moment.at_earliest,
    moment.at_latest,
    {{zone}},
    'ice-ero',
    '',
    '{' || CASE ice_said.kind
        WHEN 'apprehended' THEN concat_ws(
            ',', said('country', country), said('county', county), said('state', state)
        )
        WHEN 'custody-began' THEN coalesce(said('facility', facility), '')
        WHEN 'custody-ended' THEN concat_ws(',', said('facility', facility), said('reason', reason))
        ELSE ''
    END || '}',
    NULL
FROM ice_checked
INNER JOIN ice_said ON ice_checked.line = ice_said.row_line
INNER JOIN moment ON ice_said.line = moment.line
WHERE ice_checked.fault IS NULL AND possible;

INSERT INTO stated
SELECT
    line, {{source}} || ':' || key, 'person-described', on_day, on_day, NULL, NULL, {{zone}}, '', '',
    '{' || concat_ws(
        ',', said('birth_year', born_in), said('country', country), said('kind', 'child'),
        said('sex', sex)
    ) || '}',
    NULL
FROM ice_checked
WHERE ice_checked.fault IS NULL AND possible;
