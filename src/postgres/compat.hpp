// SPDX-License-Identifier: MIT
//
// What differs between the servers 14 to 18, offered in the newest form: the only home of
// PG_VERSION_NUM. Included by the prelude.
#pragma once

#if PG_VERSION_NUM < 140000 || PG_VERSION_NUM >= 190000
#error "pico is for PostgreSQL 14 to 18"
#endif

#if PG_VERSION_NUM < 150000
// Before 15 a prefix could not be reserved: misspelt settings only give a warning.
#define MarkGUCPrefixReserved(prefix) EmitWarningsOnPlaceholders(prefix)
#endif
