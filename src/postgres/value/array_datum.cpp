// SPDX-License-Identifier: MIT
//
// Arrays of the server: see array_datum.hpp.
#include "krl/text/error.hpp"

#include "postgres/guard.hpp"
#include "postgres/value/array_datum.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

class ArrayBuilder {
 public:
  ArrayBuilder(const ServerType& type, int32 typmod)
      : type_(type), element_(server_type(type.element)), typmod_(typmod) {}

  Datum build(const krl::Array& array) {
    measure(array);
    collect(array, 0);
    const auto nulls = std::make_unique<bool[]>(nulls_.size());
    std::copy(nulls_.begin(), nulls_.end(), nulls.get());
    return pg_call([&] {
      if (values_.empty()) return PointerGetDatum(construct_empty_array(element_->oid));
      return PointerGetDatum(construct_md_array(
          values_.data(), nulls.get(), dimensions_, sizes_.data(), lower_bounds_.data(),
          element_->oid, element_->length, element_->is_by_value, element_->alignment));
    });
  }

 private:
  [[noreturn]] void fail(const char* why) const {
    throw krl::Error(
        krl::ErrorClass::TypeError,
        std::string("An Array cannot become a value of type ") + type_name(type_.oid) + ": " + why,
        krl::ErrorCode::InvalidArgument);
  }

  [[nodiscard]] bool has_json() const {
    return element_->form == Form::Json || element_->form == Form::BinaryJson;
  }

  /// The first elements say how many dimensions there are, and of what sizes.
  void measure(const krl::Array& array) {
    const krl::Array* level = &array;
    while (true) {
      if (dimensions_ == MAXDIM) fail("it has more dimensions than the server's arrays");
      lower_bounds_[static_cast<size_t>(dimensions_)] = 1;
      sizes_[static_cast<size_t>(dimensions_++)] = static_cast<int>(level->size());
      if (has_json() || level->empty() || !(*level)[0].is_array()) return;
      level = &(*level)[0].array();
    }
  }

  void collect(const krl::Array& array, int dimension) {
    if (array.size() != static_cast<size_t>(sizes_[static_cast<size_t>(dimension)]))
      fail("the Arrays in it differ in size");
    for (const krl::Value& item : array) {
      if (dimension + 1 < dimensions_) {
        if (!item.is_array()) fail("Arrays and other values stand side by side in it");
        collect(item.array(), dimension + 1);
      } else {
        const NullableDatum datum = datum_of_value(item, *element_, typmod_);
        values_.push_back(datum.value);
        nulls_.push_back(datum.isnull);
      }
    }
  }

  const ServerType& type_;
  ServerTypePtr element_;
  int32 typmod_;
  int dimensions_ = 0;
  std::array<int, MAXDIM> sizes_{};
  std::array<int, MAXDIM> lower_bounds_{};
  std::vector<Datum> values_;
  std::vector<bool> nulls_;
};

}  // namespace

Datum array_datum(const krl::Array& array, const ServerType& type, int32 typmod) {
  return ArrayBuilder(type, typmod).build(array);
}

}  // namespace pico::postgres
