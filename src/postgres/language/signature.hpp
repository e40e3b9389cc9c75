// SPDX-License-Identifier: MIT
//
// What the catalog says about a function in KRL.
#pragma once

#include <string>
#include <vector>

#include "postgres/value/server_type.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

struct Signature {
  struct Parameter {
    std::string name;
    ServerTypePtr type;
  };

  std::string name;
  std::string text;  // "function fib(integer)"
  std::vector<Parameter> parameters;
  Oid result = InvalidOid;
  std::string source;
};

/// The signature in a row of pg_proc. Throws Error{Unsupported} for what no function in KRL can be:
/// a trigger, a set, of types that stand for others, with a parameter that KRL cannot name.
Signature signature_of(HeapTuple function);

}  // namespace pico::postgres
