-- A questionnaire that a started wave uses does not change (decision 0022).

CREATE FUNCTION passerelles_questionnaire_is_frozen(asked bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM surveys_wave
    WHERE questionnaire_id = asked AND started_at IS NOT NULL)
$$;
CREATE FUNCTION passerelles_refuse_frozen(asked bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF passerelles_questionnaire_is_frozen(asked) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_questionnaire_frozen',
      MESSAGE = 'A questionnaire that a started wave uses does not change.';
  END IF;
END $$;

CREATE FUNCTION passerelles_keep_questionnaire() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.code, OLD.version, OLD.title_fr, OLD.title_en, OLD.introduction_fr,
      OLD.introduction_en) IS DISTINCT FROM
     (NEW.code, NEW.version, NEW.title_fr, NEW.title_en, NEW.introduction_fr,
      NEW.introduction_en) THEN
    PERFORM passerelles_refuse_frozen(OLD.id);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER surveys_questionnaire_frozen BEFORE UPDATE ON surveys_questionnaire
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_questionnaire();

CREATE FUNCTION passerelles_keep_section() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM passerelles_refuse_frozen(OLD.questionnaire_id);
  END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM passerelles_refuse_frozen(NEW.questionnaire_id);
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER surveys_section_frozen
  BEFORE INSERT OR UPDATE OR DELETE ON surveys_section
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_section();

CREATE FUNCTION passerelles_keep_question() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  asked bigint;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    SELECT questionnaire_id INTO asked FROM surveys_section WHERE id = OLD.section_id;
    PERFORM passerelles_refuse_frozen(asked);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    SELECT questionnaire_id INTO asked FROM surveys_section WHERE id = NEW.section_id;
    PERFORM passerelles_refuse_frozen(asked);
    IF EXISTS (SELECT 1 FROM surveys_question q
        JOIN surveys_section s ON s.id = q.section_id
        WHERE s.questionnaire_id = asked AND q.code = NEW.code AND q.id <> NEW.id
          AND q.section_id <> NEW.section_id) THEN
      RAISE EXCEPTION USING ERRCODE = 'unique_violation',
        CONSTRAINT = 'surveys_question_code_once_in_questionnaire',
        MESSAGE = 'Another question of the questionnaire has this code.';
    END IF;
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER surveys_question_frozen
  BEFORE INSERT OR UPDATE OR DELETE ON surveys_question
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_question();

CREATE FUNCTION passerelles_keep_option() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  asked bigint;
BEGIN
  SELECT s.questionnaire_id INTO asked FROM surveys_question q
    JOIN surveys_section s ON s.id = q.section_id
    WHERE q.id = COALESCE(NEW.question_id, OLD.question_id);
  PERFORM passerelles_refuse_frozen(asked);
  IF TG_OP = 'UPDATE' AND OLD.question_id <> NEW.question_id THEN
    SELECT s.questionnaire_id INTO asked FROM surveys_question q
      JOIN surveys_section s ON s.id = q.section_id WHERE q.id = OLD.question_id;
    PERFORM passerelles_refuse_frozen(asked);
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER surveys_option_frozen
  BEFORE INSERT OR UPDATE OR DELETE ON surveys_option
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_option();
