-- Discharges: a child who goes to a sponsor is released; the notification is told to DHS.

SELECT
    good.line AS row_line,
    said.*
FROM portal_good AS good
CROSS JOIN LATERAL (VALUES
        (
            'released', CASE WHEN v_sponsor_id IS NOT NULL THEN v_date_of_discharge END, 'hhs-orr',
            'sponsor',
            concat_ws(
                ',', said('city', v_city), said('sponsor', v_sponsor_id), said('state', v_state),
                said('zip', v_zip_code)
            )
        ),
        ('discharge-notified', v_date_created, 'care-provider', 'dhs', '')
) AS told (kind, stamped, party, to_party, details)
CROSS JOIN LATERAL (
    SELECT
        'program-' || v_uac_program_id AS record, told.kind, told.party, told.to_party,
        told.details, portal_moment(told.stamped, told.stamped) AS v_written
) AS said
WHERE said.v_written IS NOT NULL
