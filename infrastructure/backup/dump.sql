-- One snapshot for the dump and its manifest, so that they agree while others write.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! frontdesk-backup dump-snapshot
\ir manifest.sql
COMMIT;
