-- Stays: the first admission begins HHS's custody, a later one is a transfer.

SELECT
    good.line AS row_line,
    said.*
FROM (
    SELECT
        *,
        row_number() OVER in_order AS stay,
        count(*) OVER (PARTITION BY v_uac_id) - row_number() OVER in_order + 1 AS left_over
    FROM (SELECT *, read_portal_day(v_date_admitted) AS admitted FROM portal_good)
    WINDOW in_order AS (PARTITION BY v_uac_id ORDER BY admitted, v_date_admitted, key)
) AS good
CROSS JOIN LATERAL (VALUES
        (
            CASE WHEN stay = 1 THEN 'custody-began' ELSE 'transferred' END, 'uac-' || v_uac_id,
            portal_moment(v_date_admitted, v_date_admitted), 'hhs-orr', '',
            coalesce(said('program', v_program_id), '')
        ),
        (
            'custody-ended',
            'uac-' || v_uac_id,
            CASE WHEN left_over = 1 AND upper(v_current_status) = 'DISCHARGED'
                THEN portal_moment(v_date_discharged, v_date_discharged) END,
            'hhs-orr', '', ''
        ),
        (
            'judged-same', 'program-' || key, portal_moment(v_date_admitted, NULL), '', '',
            concat_ws(
                ',', said('by', 'us/uc_portal'), said('other', 'us/uc_portal:uac-' || v_uac_id),
                said('why', 'the stay is the child''s')
            )
        )
) AS said (kind, record, v_written, party, to_party, details)
WHERE said.v_written IS NOT NULL
