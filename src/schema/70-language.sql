-- SPDX-License-Identifier: MIT
-- LANGUAGE krl: functions of SQL that are written in KRL.

create function pico.krl_call()
  returns language_handler
  language c volatile parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_krl_call';
revoke all on function pico.krl_call() from public;
comment on function pico.krl_call() is 'Runs functions in KRL; called by the server alone.';

create function pico.krl_inline(block internal)
  returns void
  language c volatile parallel unsafe strict
  as 'MODULE_PATHNAME', 'pico_krl_inline';
revoke all on function pico.krl_inline(internal) from public;
comment on function pico.krl_inline(internal) is
  'Runs blocks in KRL (DO); called by the server alone.';

create function pico.krl_validate(function oid)
  returns void
  language c volatile parallel unsafe strict
  as 'MODULE_PATHNAME', 'pico_krl_validate';
revoke all on function pico.krl_validate(oid) from public;
comment on function pico.krl_validate(oid) is
  'Checks a function in KRL when it is made; called by the server alone.';

create trusted language krl
  handler pico.krl_call
  inline pico.krl_inline
  validator pico.krl_validate;
comment on language krl is 'Functions in KRL, the language of picos, without a pico.';
