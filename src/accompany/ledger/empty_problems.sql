CREATE OR REPLACE TABLE problems_empty (
    extract VARCHAR, name VARCHAR, source VARCHAR, part VARCHAR, line BIGINT, column_name VARCHAR,
    outcome VARCHAR, what VARCHAR, advice VARCHAR, raw VARCHAR, known_at TIMESTAMP, batch INTEGER
);
