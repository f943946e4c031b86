-- A_TblCase: who the child is, and the last address the court was told.

CREATE OR REPLACE TABLE eoir_case AS
SELECT
    line, raw, about(idncase) AS about, 'A_TblCase|' || CAST(idncase AS BIGINT) AS key,
    code(alien_city) AS city, code(alien_state) AS state, code(alien_zipcode) AS zip_written,
    zip_of(trim(alien_zipcode)) AS zip, code(nat) AS country, code(lang) AS language,
    code(custody) AS custody, code(sex) AS sex, birth_month(c_birthdate) AS born_on,
    code(c_birthdate) AS born_written, day(date_of_entry) AS entered_on,
    addressed, e_28_date AS lawyer_since, code(update_site) AS court, code(a_number) AS a_number,
    day(addressed) AS addressed_on, instant(addressed) AS addressed_at
FROM (SELECT *, nullif(address_changedon, '') AS addressed FROM a_tblcase_row);

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
        '"office":"court"', pair('state', state), pair('zip', zip)
    ) || '}',
    key
FROM eoir_case
WHERE addressed_on IS NOT NULL;

INSERT INTO stated
SELECT
    line, about, 'represented', day(lawyer_since), day(lawyer_since), NULL, NULL, {{zone}},
    'counsel', 'respondent', '{"level":"COURT","sign":"case"}', key
FROM eoir_case
WHERE day(lawyer_since) IS NOT NULL;

INSERT INTO problem
SELECT
    c.line, found.column_name, found.outcome, found.what, found.advice, rtrim(c.raw, chr(10))
FROM eoir_case AS c
CROSS JOIN LATERAL (VALUES
    (
        zip IS NULL AND zip_written IS NOT NULL, 'ALIEN_ZIPCODE', 'noted',
        'the ZIP code has no three to five digits in front', 'It is left out.'
    ),
    (
        zip IS NOT NULL AND zip <> zip_written[1:5], 'ALIEN_ZIPCODE', 'repaired',
        'the ZIP code had a mark in front or had lost its leading zeros',
        'Nothing needs doing.'
    ),
    (
        born_on IS NULL AND born_written IS NOT NULL, 'C_BIRTHDATE', 'noted',
        'the month of birth cannot be read', 'It is left out.'
    ),
    (
        addressed IS NOT NULL AND addressed_on IS NULL, 'ADDRESS_CHANGEDON', 'noted',
        'the date is no day of 1900 to 2199', 'What happened then is left out.'
    ),
    (
        nullif(lawyer_since, '') IS NOT NULL AND day(lawyer_since) IS NULL, 'E_28_DATE', 'noted',
        'the date is no day of 1900 to 2199', 'What happened then is left out.'
    )
) AS found (applies, column_name, outcome, what, advice)
WHERE found.applies;
