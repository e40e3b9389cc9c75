// SPDX-License-Identifier: MIT
//
// Text of values that does not depend on what the session likes to see.
#pragma once

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// While one lives, the server writes dates as "2026-01-31T12:00:00" and intervals as "P1DT2H".
class PlainStyle {
 public:
  PlainStyle() noexcept : dates_(DateStyle), intervals_(IntervalStyle) {
    DateStyle = USE_XSD_DATES;
    IntervalStyle = INTSTYLE_ISO_8601;
  }
  ~PlainStyle() {
    DateStyle = dates_;
    IntervalStyle = intervals_;
  }
  PlainStyle(const PlainStyle&) = delete;
  PlainStyle& operator=(const PlainStyle&) = delete;

 private:
  int dates_;
  int intervals_;
};

}  // namespace pico::postgres
