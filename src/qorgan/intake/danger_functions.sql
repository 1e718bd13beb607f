-- Numbers that people call a danger by; they say nothing about it.
CREATE SEQUENCE IF NOT EXISTS intake_danger_number START 1001;
GRANT USAGE ON SEQUENCE intake_danger_number TO qorgan_web, qorgan_worker;
