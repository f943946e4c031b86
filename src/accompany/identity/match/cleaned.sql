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
        WHEN upper(given) IN ('M', 'MALE', 'MAN', 'BOY', 'H', 'HOMBRE', 'MASCULINO') THEN 1
        WHEN upper(given) IN ('F', 'FEMALE', 'WOMAN', 'GIRL', 'MUJER', 'FEMENINO') THEN 2
        ELSE 0
    END;

-- the digits of a text; where it is written as most are, without the cost of a pattern
CREATE OR REPLACE MACRO only_digits(given) AS
    CASE
        WHEN regexp_full_match(translate(given, '()-+. A', ''), '[0-9]*')
            THEN translate(given, '()-+. A', '')
        ELSE regexp_replace(given, '[^0-9]', '', 'g')
    END;

CREATE OR REPLACE MACRO number_in(digits) AS
    CASE
        WHEN length(digits) NOT BETWEEN 7 AND 9 THEN 0
        WHEN replace(digits, digits[1], '') = '' OR digits IN ('123456789', '12345678') THEN 0
        ELSE CAST(digits AS BIGINT)
    END;

-- a date as eight decimal digits of four bits each, so that digits are compared all at once
CREATE OR REPLACE MACRO digits_of(born) AS
    CASE
        WHEN born IS NULL OR year(born) < 1901 OR year(born) > 2999 THEN 0
        ELSE CAST('0x' || strftime(born, '%Y%m%d') AS INTEGER)
    END;

-- a street as it is compared: its number, its words in their short forms
CREATE OR REPLACE MACRO street_of(plain) AS
    replace(replace(replace(replace(replace(replace(replace(
        replace(replace(replace(replace(replace(replace(replace(
        ' ' || plain || ' ',
        ' STREET ', ' ST '), ' STR ', ' ST '), ' AVENUE ', ' AVE '), ' AV ', ' AVE '),
        ' ROAD ', ' RD '), ' BOULEVARD ', ' BLVD '), ' DRIVE ', ' DR '), ' LANE ', ' LN '),
        ' APARTMENT ', ' '), ' APT ', ' '), ' UNIT ', ' '), ' STE ', ' '),
        ' SUITE ', ' '), ' NO ', ' ');

CREATE OR REPLACE TABLE cleaned AS
WITH plain AS (
    SELECT
        about, given_names, surnames, born_on, sex, country, zip, lower(trim(email)) AS email,
        only_digits(phone) AS phone,
        only_digits(a_number) AS number,
        CASE WHEN ltrim(address, ' -.,#') <> '' THEN plain_letters(concat_ws(' ', address, unit)) END
            AS address
    FROM {{described}}
    WHERE coalesce(kind, 'child') IN ({{kinds}})
),

countries AS (
    SELECT country AS written, coded(country_of(plain_letters(country))) AS code
    FROM {{described}} GROUP BY country
)

SELECT
    CAST(row_number() OVER (ORDER BY about) - 1 AS INTEGER) AS row,
    about,
    given_names,
    surnames,
    digits_of(coalesce(
        try_cast(left(born_on, 10) AS DATE), CAST(try_strptime(born_on, '%m/%d/%Y') AS DATE)
    )) AS born,
    CAST(coalesce(sex_of(sex), 0) AS INTEGER) AS sex,
    coalesce(code, 0) AS country,
    coded(CASE WHEN length(phone) >= 7 THEN right(phone, 10) END) AS phone,
    coded(nullif(email, '')) AS email,
    coded(trim(street_of(address) || left(coalesce(zip, ''), 5))) AS address,
    coalesce(number_in(number), 0) AS number,
    coalesce(try_cast(left(only_digits(zip), 5) AS INTEGER), 0) AS zip
FROM plain
LEFT JOIN countries ON country = written
WHERE {{who}};
