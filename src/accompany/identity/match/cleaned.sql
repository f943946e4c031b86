-- Records of one kind of person with every value but the names as a number; 0 is not given.
-- A number made of text is half of MD5, which no release of an engine changes.
CREATE OR REPLACE MACRO coded(given) AS
    CASE WHEN given IS NULL OR given = '' THEN 0
    ELSE CAST(md5_number_lower(given) & 2147483646 AS INTEGER) + 1 END;

CREATE OR REPLACE MACRO plain_letters(given) AS
    trim(regexp_replace(strip_accents(upper(given)), '[^A-Z0-9]+', ' ', 'g'));

CREATE OR REPLACE MACRO country_of(given) AS
    CASE plain_letters(given)
        WHEN 'GUATEMALA' THEN 'GT' WHEN 'GU' THEN 'GT' WHEN 'GUAT' THEN 'GT'
        WHEN 'HONDURAS' THEN 'HN' WHEN 'HO' THEN 'HN' WHEN 'HOND' THEN 'HN'
        WHEN 'EL SALVADOR' THEN 'SV' WHEN 'ES' THEN 'SV' WHEN 'SALVADOR' THEN 'SV'
        WHEN 'MEXICO' THEN 'MX' WHEN 'NICARAGUA' THEN 'NI' WHEN 'NU' THEN 'NI'
        WHEN 'ECUADOR' THEN 'EC' WHEN 'COLOMBIA' THEN 'CO' WHEN 'VENEZUELA' THEN 'VE'
        WHEN 'PERU' THEN 'PE' WHEN 'BRAZIL' THEN 'BR' WHEN 'BRASIL' THEN 'BR'
        WHEN 'HAITI' THEN 'HT' WHEN 'CUBA' THEN 'CU' WHEN 'INDIA' THEN 'IN'
        WHEN 'UNKNOWN' THEN '' ELSE plain_letters(given)
    END;

CREATE OR REPLACE MACRO sex_of(given) AS
    CASE
        WHEN upper(given) IN ('M', 'MALE', 'MAN', 'BOY', 'H', 'HOMBRE', 'MASCULINO') THEN 1
        WHEN upper(given) IN ('F', 'FEMALE', 'WOMAN', 'GIRL', 'MUJER', 'FEMENINO') THEN 2
        ELSE 0
    END;

CREATE OR REPLACE MACRO number_of(given) AS
    CASE
        WHEN length(regexp_replace(given, '[^0-9]', '', 'g')) NOT BETWEEN 7 AND 9 THEN 0
        WHEN regexp_replace(given, '[^0-9]', '', 'g') IN (
            '000000000', '111111111', '222222222', '333333333', '444444444', '555555555',
            '666666666', '777777777', '888888888', '999999999', '123456789', '12345678',
            '00000000', '0000000'
        ) THEN 0
        ELSE CAST(regexp_replace(given, '[^0-9]', '', 'g') AS BIGINT)
    END;

-- a date as eight decimal digits of four bits each, so that digits are compared all at once
CREATE OR REPLACE MACRO digits_of(born) AS
    CASE
        WHEN born IS NULL OR year(born) < 1901 OR year(born) > 2999 THEN 0
        ELSE CAST('0x' || strftime(born, '%Y%m%d') AS INTEGER)
    END;

-- a street as it is compared: its number, its words in their short forms, its ZIP
CREATE OR REPLACE MACRO street_of(address, unit, zip) AS
    CASE
        WHEN plain_letters(address) IS NULL OR plain_letters(address) = '' THEN NULL
        ELSE regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            regexp_replace(regexp_replace(' ' || plain_letters(address) || ' ',
            ' (STREET|STR) ', ' ST ', 'g'), ' (AVENUE|AV) ', ' AVE ', 'g'),
            ' (ROAD) ', ' RD ', 'g'), ' (BOULEVARD) ', ' BLVD ', 'g'), ' (DRIVE) ', ' DR ', 'g'),
            ' (LANE) ', ' LN ', 'g'), ' (APARTMENT|APT|UNIT|STE|SUITE|NO) ', ' ', 'g')
            || coalesce(regexp_replace(plain_letters(unit), '\b(APARTMENT|APT|UNIT|NO)\b', '', 'g'), '')
            || ' ' || left(coalesce(zip, ''), 5)
    END;

CREATE OR REPLACE TABLE cleaned AS
SELECT
    CAST(row_number() OVER (ORDER BY about) - 1 AS INTEGER) AS row,
    about,
    given_names,
    surnames,
    digits_of(try_cast(left(born_on, 10) AS DATE)) AS born,
    CAST(coalesce(sex_of(sex), 0) AS INTEGER) AS sex,
    coded(country_of(country)) AS country,
    coded(CASE WHEN length(regexp_replace(phone, '[^0-9]', '', 'g')) >= 7
        THEN right(regexp_replace(phone, '[^0-9]', '', 'g'), 10) END) AS phone,
    coded(nullif(lower(trim(email)), '')) AS email,
    coded(street_of(address, unit, zip)) AS address,
    coalesce(number_of(a_number), 0) AS number
FROM {{described}}
WHERE coalesce(kind, 'child') IN ({{kinds}});
