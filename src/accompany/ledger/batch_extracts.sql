SELECT
    {{extract}} AS extract, {{name}} AS name, {{source}} AS source,
    {{reported_by}} AS reported_by, {{whole}} AS whole, {{known_at}} AS known_at,
    CAST({{lines}} AS BIGINT) AS lines, CAST({{facts_rows}} AS BIGINT) AS facts_rows,
    CAST({{repaired}} AS BIGINT) AS repaired, CAST({{set_aside}} AS BIGINT) AS set_aside,
    CAST({{not_for_us}} AS BIGINT) AS not_for_us, CAST({{facts}} AS BIGINT) AS facts,
    CAST({{replaced}} AS BIGINT) AS replaced, CAST({{withdrawn}} AS BIGINT) AS withdrawn,
    CAST({{batch}} AS INTEGER) AS batch
