-- Whose sponsor a sponsor is: one row for each child and sponsor.

SELECT
    good.line AS row_line,
    said.*
FROM portal_good AS good
CROSS JOIN LATERAL (VALUES
        (
            'related', 'sponsor-' || key, portal_moment(v_date_created, NULL), '', '',
            concat_ws(
                ',', said('of', 'us/uc_portal:uac-' || v_uac_id),
                said('relationship', v_sponsor_relationship_to_uac)
            )
        )
) AS said (kind, record, v_written, party, to_party, details)
