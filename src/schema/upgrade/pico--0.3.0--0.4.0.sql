-- SPDX-License-Identifier: MIT
-- From 0.3.0 to 0.4.0.
\echo Use "ALTER EXTENSION pico UPDATE" to load this file. \quit

select pico.upgrade_rulesets();
