-- Numbers that people call a case by; they say nothing about it.
CREATE SEQUENCE IF NOT EXISTS casework_case_number START 1001;
GRANT USAGE ON SEQUENCE casework_case_number TO qorgan_web, qorgan_worker;
