-- Records of one kind of person with every value but the names as a number; 0 is not given.
-- A number made of text is half of MD5, which no release of an engine changes.
CREATE OR REPLACE MACRO coded(given) AS
    CASE WHEN given IS NULL OR given = '' THEN 0
    ELSE CAST(md5_number_lower(given) & 2147483646 AS INTEGER) + 1 END;

CREATE OR REPLACE MACRO plain_letters(given) AS
    trim(regexp_replace(strip_accents(upper(given)), '[^A-Z0-9]+', ' ', 'g'));

CREATE OR REPLACE MACRO country_of(given) AS
    CASE
        WHEN plain_letters(given) IN ('GUATEMALA', 'GU', 'GUAT', 'GTM') THEN 'GT'
        WHEN plain_letters(given) IN ('HONDURAS', 'HO', 'HOND', 'HND') THEN 'HN'
        WHEN plain_letters(given) IN ('EL SALVADOR', 'ES', 'SALVADOR', 'SLV') THEN 'SV'
        WHEN plain_letters(given) IN ('MEXICO', 'MEX') THEN 'MX'
        WHEN plain_letters(given) IN ('NICARAGUA', 'NU', 'NIC') THEN 'NI'
        WHEN plain_letters(given) IN ('ECUADOR', 'ECU') THEN 'EC'
        WHEN plain_letters(given) IN ('COLOMBIA', 'COL') THEN 'CO'
        WHEN plain_letters(given) IN ('VENEZUELA', 'VEN') THEN 'VE'
        WHEN plain_letters(given) IN ('PERU', 'PER') THEN 'PE'
        WHEN plain_letters(given) IN ('BRAZIL', 'BRASIL', 'BRA') THEN 'BR'
        WHEN plain_letters(given) IN ('HAITI', 'HTI') THEN 'HT'
        WHEN plain_letters(given) IN ('CUBA', 'CUB') THEN 'CU'
        WHEN plain_letters(given) IN ('INDIA', 'IND') THEN 'IN'
        WHEN plain_letters(given) IN ('UNKNOWN') THEN ''
        ELSE plain_letters(given)
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
        WHEN regexp_full_match(
            regexp_replace(given, '[^0-9]', '', 'g'),
            '0+|1+|2+|3+|4+|5+|6+|7+|8+|9+|123456789|12345678'
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
        ELSE trim(regexp_replace(
            regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            regexp_replace(regexp_replace(' ' || plain_letters(address) || ' ',
            ' (STREET|STR) ', ' ST ', 'g'), ' (AVENUE|AV) ', ' AVE ', 'g'),
            ' (ROAD) ', ' RD ', 'g'), ' (BOULEVARD) ', ' BLVD ', 'g'), ' (DRIVE) ', ' DR ', 'g'),
            ' (LANE) ', ' LN ', 'g'), ' (APARTMENT|APT|UNIT|STE|SUITE|NO) ', ' ', 'g')
            || coalesce(
                regexp_replace(plain_letters(unit), '\b(APARTMENT|APT|UNIT|NO)\b', '', 'g'), ''
            ) || ' ' || left(coalesce(zip, ''), 5), ' +', ' ', 'g'
        ))
    END;

CREATE OR REPLACE TABLE cleaned AS
SELECT
    CAST(row_number() OVER (ORDER BY about) - 1 AS INTEGER) AS row,
    about,
    given_names,
    surnames,
    digits_of(coalesce(
        try_cast(left(born_on, 10) AS DATE), CAST(try_strptime(born_on, '%m/%d/%Y') AS DATE)
    )) AS born,
    CAST(coalesce(sex_of(sex), 0) AS INTEGER) AS sex,
    coded(country_of(country)) AS country,
    coded(CASE WHEN length(regexp_replace(phone, '[^0-9]', '', 'g')) >= 7
        THEN right(regexp_replace(phone, '[^0-9]', '', 'g'), 10) END) AS phone,
    coded(nullif(lower(trim(email)), '')) AS email,
    coded(street_of(address, unit, zip)) AS address,
    coalesce(number_of(a_number), 0) AS number
FROM {{described}}
WHERE coalesce(kind, 'child') IN ({{kinds}})
    AND {{who}};
