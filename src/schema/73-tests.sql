-- SPDX-License-Identifier: MIT
-- Tests of rulesets, which are written in KRL (docs/testing.md).

create function pico.test_report(rid text, format text default 'tap')
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_test_report';
revoke all on function pico.test_report(text, text) from public;
comment on function pico.test_report(text, text) is 'What pico.test() gives, as one text.';

create function pico.test(rid text, format text default 'tap')
  returns setof text
  language sql volatile parallel unsafe called on null input
begin atomic
  select pg_catalog.unnest(pg_catalog.string_to_array(
    pg_catalog.rtrim(pico.test_report(test.rid, test.format), E'\n'), E'\n'));
end;
revoke all on function pico.test(text, text) from public;
comment on function pico.test(text, text) is
  'Runs the tests that a registered ruleset, named by rid or URL, shares as `tests`, each in a '
  'subtransaction that is rolled back. Gives lines of TAP, or of JUnit''s XML by the format junit.';
