-- What a report showed stays: snapshots and published reports (decision 0024).

CREATE FUNCTION passerelles_keep_snapshot() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.was_published THEN
      RAISE EXCEPTION USING ERRCODE = 'check_violation',
        CONSTRAINT = 'surveys_snapshot_kept',
        MESSAGE = 'A snapshot that was published is kept.';
    END IF;
    RETURN OLD;
  END IF;
  IF (OLD.report_id, OLD.number, OLD.taken_at, OLD.data, OLD.digest)
     IS DISTINCT FROM
     (NEW.report_id, NEW.number, NEW.taken_at, NEW.data, NEW.digest)
     OR (OLD.was_published AND NOT NEW.was_published) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_snapshot_frozen',
      MESSAGE = 'A snapshot never changes.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER surveys_snapshot_frozen BEFORE UPDATE OR DELETE ON surveys_snapshot
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_snapshot();

CREATE FUNCTION passerelles_keep_published_report() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.publication = 'publiee' AND NEW.publication = 'publiee'
     AND NEW.snapshot_id IS DISTINCT FROM OLD.snapshot_id THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_report_snapshot_kept',
      MESSAGE = 'The snapshot of a published report is not replaced.';
  END IF;
  IF NEW.snapshot_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM surveys_snapshot
    WHERE id = NEW.snapshot_id AND report_id = NEW.id) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_report_own_snapshot',
      MESSAGE = 'A report shows a snapshot of its own.';
  END IF;
  IF EXISTS (
    SELECT 1 FROM surveys_report_waves AS link
    JOIN surveys_wave AS wave ON wave.id = link.wave_id
    WHERE link.report_id = NEW.id
      AND wave.is_demonstration <> NEW.is_demonstration) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_report_not_mixed',
      MESSAGE = 'Invented answers are never mixed with real ones.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER surveys_report_kept BEFORE INSERT OR UPDATE ON surveys_report
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_published_report();

CREATE FUNCTION passerelles_part_waves() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM surveys_report AS report, surveys_wave AS wave
    WHERE report.id = NEW.report_id AND wave.id = NEW.wave_id
      AND wave.is_demonstration <> report.is_demonstration) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_report_not_mixed',
      MESSAGE = 'Invented answers are never mixed with real ones.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER surveys_report_not_mixed BEFORE INSERT OR UPDATE ON surveys_report_waves
  FOR EACH ROW EXECUTE FUNCTION passerelles_part_waves();
