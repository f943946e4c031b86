-- A_TblCase: who the child is, and the last address the court was told.

CREATE OR REPLACE VIEW eoir_case AS
SELECT
    line, about(idncase) AS about, 'A_TblCase|' || CAST(idncase AS BIGINT) AS key,
    code(alien_city) AS city, code(alien_state) AS state, code(alien_zipcode) AS zip_written,
    zip_of(trim(alien_zipcode)) AS zip, code(nat) AS country, code(lang) AS language,
    code(custody) AS custody, code(sex) AS sex, birth_month(c_birthdate) AS born_on,
    code(c_birthdate) AS born_written, day(date_of_entry) AS entered_on,
    nullif(address_changedon, '') AS addressed, nullif(e_28_date, '') AS lawyer_since,
    day(e_28_date) AS represented_on, code(a_number) AS a_number,
    day(address_changedon) AS addressed_on, instant(address_changedon) AS addressed_at
FROM a_tblcase_row;

-- The address of somebody detained is the jail's, not where the child lives.
INSERT INTO stated
SELECT
    line, about, 'person-described', DATE '1900-01-01', DATE '2199-12-31', NULL, NULL,
    {{zone}}, '', '',
    '{' || concat_ws(
        ',', pair('a_number', a_number), pair('born_on', born_on),
        CASE WHEN addressed_on IS NULL AND custody IS DISTINCT FROM 'D' THEN pair('city', city) END,
        pair('country', country), pair('custody', custody),
        CASE WHEN custody = 'D' THEN pair('detained_in', concat_ws(', ', city, state)) END,
        pair('entered_on', entered_on::VARCHAR),
        '"kind":"child"', pair('language', language), pair('sex', sex),
        CASE WHEN addressed_on IS NULL AND custody IS DISTINCT FROM 'D' THEN pair('state', state) END,
        CASE WHEN addressed_on IS NULL AND custody IS DISTINCT FROM 'D' THEN pair('zip', zip) END
    ) || '}',
    key
FROM eoir_case;

INSERT INTO stated
SELECT
    line, about, 'address-told',
    CASE WHEN addressed_at IS NULL THEN addressed_on END,
    CASE WHEN addressed_at IS NULL THEN addressed_on END,
    addressed_at, addressed_at, {{zone}}, 'respondent', 'eoir',
    '{' || concat_ws(
        ',', pair('city', city), CASE WHEN custody = 'D' THEN '"of":"detention"' END,
        '"office":"eoir"', pair('state', state), pair('zip', zip)
    ) || '}',
    key
FROM eoir_case
WHERE addressed_on IS NOT NULL;

INSERT INTO stated
SELECT
    line, about, 'represented', represented_on, represented_on, NULL, NULL, {{zone}},
    'counsel', 'respondent', '{"level":"COURT","sign":"case"}', key
FROM eoir_case
WHERE represented_on IS NOT NULL;

CREATE OR REPLACE TABLE eoir_case_odd AS
SELECT
    line, zip, zip_written, born_on, born_written, addressed, addressed_on, lawyer_since,
    represented_on
FROM eoir_case
WHERE zip IS DISTINCT FROM zip_written[1:5]
    OR (born_on IS NULL AND born_written IS NOT NULL)
    OR (addressed_on IS NULL AND addressed IS NOT NULL)
    OR (represented_on IS NULL AND lawyer_since IS NOT NULL);

INSERT INTO problem
SELECT odd.line, odd.column_name, odd.outcome, odd.what, odd.advice, rtrim(r.raw, chr(10))
FROM (
    SELECT
        line, 'ALIEN_ZIPCODE' AS column_name, 'noted' AS outcome,
        'the ZIP code has no three to five digits in front' AS what,
        'It is left out.' AS advice
    FROM eoir_case_odd WHERE zip IS NULL AND zip_written IS NOT NULL
    UNION ALL
    SELECT
        line, 'ALIEN_ZIPCODE', 'repaired',
        'the ZIP code had a mark in front or had lost its leading zeros', 'Nothing needs doing.'
    FROM eoir_case_odd WHERE zip <> zip_written[1:5]
    UNION ALL
    SELECT line, 'C_BIRTHDATE', 'noted', 'the month of birth cannot be read', 'It is left out.'
    FROM eoir_case_odd WHERE born_on IS NULL AND born_written IS NOT NULL
    UNION ALL
    SELECT
        line, 'ADDRESS_CHANGEDON', 'noted', 'the date is no day of 1900 to 2199',
        'What happened then is left out.'
    FROM eoir_case_odd WHERE addressed IS NOT NULL AND addressed_on IS NULL
    UNION ALL
    SELECT
        line, 'E_28_DATE', 'noted', 'the date is no day of 1900 to 2199',
        'What happened then is left out.'
    FROM eoir_case_odd WHERE lawyer_since IS NOT NULL AND represented_on IS NULL
) AS odd
INNER JOIN a_tblcase_row AS r ON odd.line = r.line;
