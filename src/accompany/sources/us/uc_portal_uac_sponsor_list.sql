-- Whose sponsor a sponsor is: one row for each child and sponsor.

CREATE OR REPLACE TABLE portal_said AS
WITH good AS (
    SELECT * FROM portal_checked
    WHERE NOT deleted AND key IS NOT NULL AND needed IS NOT NULL AND bad_date IS NULL
)

SELECT
    row_number() OVER () AS line,
    good.line AS row_line,
    said.record,
    said.kind,
    said.v_written,
    said.party,
    said.to_party,
    '{' || said.details || '}' AS details
FROM good
CROSS JOIN LATERAL (VALUES
        (
            'related', 'sponsor-' || key, portal_moment(v_date_created, NULL), '', '',
            concat_ws(
                ',', said('of', 'us/uc_portal:uac-' || v_uac_id),
                said('relationship', v_sponsor_relationship_to_uac)
            )
        )
) AS said (kind, record, v_written, party, to_party, details);
