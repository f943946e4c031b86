CREATE OR REPLACE TABLE heard_empty (
    source VARCHAR, kind VARCHAR, first_at TIMESTAMP, end_at TIMESTAMP, everyone BOOLEAN,
    known_at TIMESTAMP, extract VARCHAR, batch INTEGER
);
