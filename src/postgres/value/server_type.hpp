// SPDX-License-Identifier: MIT
//
// What the conversions between SQL and KRL must know of a type of the server, kept for each
// backend until any type changes.
#pragma once

#include <memory>

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// How a type's values are made into KRL's and back.
enum class Form : uint8_t {
  Nothing,  // void
  Boolean,
  SmallInteger,
  Integer,
  BigInteger,
  ObjectId,
  Real,
  Double,
  Numeric,
  Text,  // whose bytes are its characters
  Bytes,
  Json,
  BinaryJson,
  Instant,  // timestamp with time zone
  Other,    // by the text that its output and input functions know
  Array,
  Composite,
  Range,
  Multirange,
};

/// A type; of a domain, what it is made of in the end. Functions of the server want their FmgrInfo
/// to write in.
struct ServerType {
  ServerType() = default;
  ServerType(const ServerType&) = delete;
  ServerType& operator=(const ServerType&) = delete;
  ~ServerType();

  Oid oid = InvalidOid;      // as it was asked for
  Oid base = InvalidOid;     // differs from `oid` for a domain
  int32 base_typmod = -1;    // that a domain gives its base
  Oid element = InvalidOid;  // of an array or range; the range of a multirange
  Form form = Form::Other;
  bool is_string = false;  // one of the server's string types, also those of extensions
  bool is_by_value = false;
  char alignment = TYPALIGN_INT;
  int16 length = 0;
  Oid io_parameter = InvalidOid;
  mutable FmgrInfo output{};
  mutable FmgrInfo input{};
  mutable void* constraints = nullptr;  // of a domain, as domain_check() keeps them
  MemoryContext memory = nullptr;       // of what the functions keep

  [[nodiscard]] bool is_domain() const noexcept { return oid != base; }
};

using ServerTypePtr = std::shared_ptr<const ServerType>;

/// The type; a server error where there is none.
ServerTypePtr server_type(Oid type);

/// Its name as SQL writes it.
std::string type_name(Oid type);

}  // namespace pico::postgres
