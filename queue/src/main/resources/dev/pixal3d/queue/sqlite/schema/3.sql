-- Whose run ended a request, so that it may ask again when it did not get the answer.

ALTER TABLE request ADD COLUMN finished_by TEXT;
