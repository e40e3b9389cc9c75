-- SPDX-License-Identifier: MIT
-- Images of older formats. What is done to their rows is in src/postgres/image.cpp.

create function pico.upgrade_image()
  returns bigint
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_upgrade_image';
revoke all on function pico.upgrade_image() from public;
comment on function pico.upgrade_image() is
  'Brings an image of an older format, from a dump or before an update of the extension, to that of '
  'this version. Waits for running events, and events for it. Gives how many steps that took.';
