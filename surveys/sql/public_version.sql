-- Kept public pages must notice a change of a report too
-- (cooperation/sql/public_version.sql).

SELECT passerelles_watch('surveys_report');
SELECT passerelles_watch('surveys_reportsection');
SELECT passerelles_watch('surveys_snapshot');
