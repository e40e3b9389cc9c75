-- SPDX-License-Identifier: MIT
-- Images of older formats, and of older versions of the built-in rulesets. What is done to their rows
-- is in src/postgres/image.cpp.

create function pico.upgrade_image()
  returns bigint
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_upgrade_image';
revoke all on function pico.upgrade_image() from public;
comment on function pico.upgrade_image() is
  'Brings an image of an older format, from a dump or before an update of the extension, to that of '
  'this version. Waits for running events, and events for it. Gives how many steps that took.';

create function pico.upgrade_rulesets()
  returns bigint
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_upgrade_rulesets';
revoke all on function pico.upgrade_rulesets() from public;
comment on function pico.upgrade_rulesets() is
  'Puts the built-in rulesets of this version into force, where the image uses them; picos take them '
  'up with their next event. Gives how many have changed. An update of the extension does it, and '
  'so does pico.upgrade_image().';
