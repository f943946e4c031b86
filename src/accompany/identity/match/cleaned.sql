-- Records of one kind of person with every value but the names as a number; 0 is not given.
-- A number made of text is half of MD5, which no release of an engine changes.
CREATE OR REPLACE MACRO coded(given) AS
    CASE WHEN given IS NULL OR given = '' THEN 0
    ELSE CAST(md5_number_lower(given) & 2147483646 AS INTEGER) + 1 END;

CREATE OR REPLACE MACRO plain_letters(given) AS
    trim(regexp_replace(strip_accents(upper(given)), '[^A-Z0-9]+', ' ', 'g'));

CREATE OR REPLACE MACRO country_of(plain) AS
    CASE
        WHEN plain IN ('GUATEMALA', 'GU', 'GUAT', 'GTM') THEN 'GT'
        WHEN plain IN ('HONDURAS', 'HO', 'HOND', 'HND') THEN 'HN'
        WHEN plain IN ('EL SALVADOR', 'ES', 'SALVADOR', 'SLV') THEN 'SV'
        WHEN plain IN ('MEXICO', 'MEX') THEN 'MX'
        WHEN plain IN ('NICARAGUA', 'NU', 'NIC') THEN 'NI'
        WHEN plain IN ('ECUADOR', 'ECU') THEN 'EC'
        WHEN plain IN ('COLOMBIA', 'COL') THEN 'CO'
        WHEN plain IN ('VENEZUELA', 'VEN') THEN 'VE'
        WHEN plain IN ('PERU', 'PER') THEN 'PE'
        WHEN plain IN ('BRAZIL', 'BRASIL', 'BRA') THEN 'BR'
        WHEN plain IN ('HAITI', 'HTI') THEN 'HT'
        WHEN plain IN ('CUBA', 'CUB') THEN 'CU'
        WHEN plain IN ('INDIA', 'IND') THEN 'IN'
        WHEN plain IN ('UNKNOWN') THEN ''
        ELSE plain
    END;

CREATE OR REPLACE MACRO sex_of(given) AS
    CASE
        WHEN given IN ('M', 'MALE', 'MAN', 'BOY', 'H', 'HOMBRE', 'MASCULINO') THEN 1
        WHEN given IN ('F', 'FEMALE', 'WOMAN', 'GIRL', 'MUJER', 'FEMENINO') THEN 2
        ELSE 0
    END;

-- the digits of a text; where it is written as most are, without the cost of a pattern
CREATE OR REPLACE MACRO only_digits(given) AS
    CASE
        WHEN regexp_full_match(replace(given, '-', ''), '[0-9]*') THEN replace(given, '-', '')
        ELSE regexp_replace(given, '[^0-9]', '', 'g')
    END;

CREATE OR REPLACE MACRO number_in(digits) AS
    CASE
        WHEN length(digits) NOT BETWEEN 7 AND 9 THEN 0
        WHEN replace(digits, digits[1], '') = '' OR digits IN ('123456789', '12345678') THEN 0
        ELSE CAST(digits AS BIGINT)
    END;

-- a date as eight decimal digits of four bits each, so that digits are compared all at once;
-- of a day that no calendar has too: a slip of the pen says something
CREATE OR REPLACE MACRO digits_of(day) AS
    CASE
        WHEN regexp_matches(
            day,
            '^(190[1-9]|19[1-9][0-9]|2[0-9]{3})-(0[1-9]|[1-9][0-9])-(0[1-9]|[1-9][0-9])'
        ) THEN CAST('0x' || day[1:4] || day[6:7] || day[9:10] AS INTEGER)
        ELSE 0
    END;

CREATE OR REPLACE MACRO year_first(day) AS
    CASE
        WHEN regexp_full_match(day, '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}')
            THEN concat_ws(
                '-', split_part(day, '/', 3), lpad(split_part(day, '/', 1), 2, '0'),
                lpad(split_part(day, '/', 2), 2, '0')
            )
        ELSE day
    END;

-- What many records have in common is worked out once, for each way it is written.
CREATE OR REPLACE TABLE cleaned AS
WITH countries AS (
    SELECT country AS written, coded(country_of(plain_letters(country))) AS code
    FROM {{described}} GROUP BY country
),

sexes AS (
    SELECT sex AS written, CAST(sex_of(upper(sex)) AS INTEGER) AS code FROM {{described}} GROUP BY sex
),

births AS (
    SELECT born_on AS written, digits_of(year_first(born_on)) AS code FROM {{described}}
    GROUP BY born_on
),

zips AS (
    SELECT zip AS written, try_cast('0x' || left(only_digits(zip), 5) AS INTEGER) AS code
    FROM {{described}} GROUP BY zip
),

phones AS (
    SELECT written, coded(CASE WHEN length(digits) >= 7 THEN right(digits, 10) END) AS code
    FROM (
        SELECT phone AS written, only_digits(phone) AS digits FROM {{described}} GROUP BY phone
    )
),

numbered AS NOT MATERIALIZED (
    SELECT *, only_digits(a_number) AS number FROM {{described}}
    WHERE coalesce(kind, 'child') IN ({{kinds}})
),

in_order AS (
    SELECT about, CAST(row_number() OVER (ORDER BY about) - 1 AS INTEGER) AS row
    FROM numbered WHERE {{who}}
)

SELECT
    row,
    about,
    given_names,
    surnames,
    coalesce(births.code, 0) AS born,
    coalesce(sexes.code, 0) * 1048576 + coalesce(zips.code, 0) AS sex_zip,
    coalesce(countries.code, 0) AS country,
    coalesce(phones.code, 0) AS phone,
    coded(lower(trim(email))) AS email,
    coalesce(number_in(number), 0) AS number,
    CASE WHEN address[1] BETWEEN '0' AND '9' THEN split_part(address, ' ', 1) END AS house,
    CASE
        WHEN address[1] BETWEEN '0' AND '9' THEN address[length(split_part(address, ' ', 1)) + 2:]
        ELSE address
    END AS street,
    unit,
    city
FROM numbered AS d
INNER JOIN in_order USING (about)
LEFT JOIN countries ON country = countries.written
LEFT JOIN sexes ON sex = sexes.written
LEFT JOIN births ON born_on = births.written
LEFT JOIN phones ON phone = phones.written
LEFT JOIN zips ON zip = zips.written;
