// SPDX-License-Identifier: MIT
//
// PatternProgram: see pattern_program.hpp. The two libraries of PCRE2, for bytes and for 16-bit
// units, have equal functions with other suffixes, which `Pcre2` hides.
#define PCRE2_CODE_UNIT_WIDTH 0
#include "krl/value/pattern_program.hpp"

#include <pcre2.h>

#include <algorithm>
#include <array>
#include <string>

#include "krl/text/error.hpp"
#include "krl/value/regexp.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

uint32_t max_search_steps = kMaxSearchSteps;

// Memory for backtracking: in a stack that grows on need with the just-in-time compiler, in the
// heap without. A simple loop over a text of a million units needs half of it.
constexpr size_t kMaxBacktrackBytes = size_t{32} << 20;
constexpr size_t kFirstJitStackBytes = size_t{32} << 10;
// Twice what the translation lets through, for it may put a group into a group.
constexpr uint32_t kMaxNesting = 1000;

template <class Unit>
struct Pcre2;

// clang-format off
template <>
struct Pcre2<char> {
  using Code = pcre2_code_8;
  using MatchData = pcre2_match_data_8;
  using MatchContext = pcre2_match_context_8;
  using Text = PCRE2_SPTR8;
  static constexpr auto create_compile_context = pcre2_compile_context_create_8;
  static constexpr auto free_compile_context = pcre2_compile_context_free_8;
  static constexpr auto set_nesting = pcre2_set_parens_nest_limit_8;
  static constexpr auto compile = pcre2_compile_8;
  static constexpr auto compile_to_machine_code = pcre2_jit_compile_8;
  static constexpr auto free_code = pcre2_code_free_8;
  static constexpr auto group_of_name = pcre2_substring_number_from_name_8;
  static constexpr auto create_match_data = pcre2_match_data_create_from_pattern_8;
  static constexpr auto free_match_data = pcre2_match_data_free_8;
  static constexpr auto ovector = pcre2_get_ovector_pointer_8;
  static constexpr auto match = pcre2_match_8;
  static constexpr auto create_match_context = pcre2_match_context_create_8;
  static constexpr auto set_match_limit = pcre2_set_match_limit_8;
  static constexpr auto set_heap_limit = pcre2_set_heap_limit_8;
  static constexpr auto create_jit_stack = pcre2_jit_stack_create_8;
  static constexpr auto assign_jit_stack = pcre2_jit_stack_assign_8;
  static std::string units(const std::string& ascii) { return ascii; }
};

template <>
struct Pcre2<char16_t> {
  using Code = pcre2_code_16;
  using MatchData = pcre2_match_data_16;
  using MatchContext = pcre2_match_context_16;
  using Text = PCRE2_SPTR16;
  static constexpr auto create_compile_context = pcre2_compile_context_create_16;
  static constexpr auto free_compile_context = pcre2_compile_context_free_16;
  static constexpr auto set_nesting = pcre2_set_parens_nest_limit_16;
  static constexpr auto compile = pcre2_compile_16;
  static constexpr auto compile_to_machine_code = pcre2_jit_compile_16;
  static constexpr auto free_code = pcre2_code_free_16;
  static constexpr auto group_of_name = pcre2_substring_number_from_name_16;
  static constexpr auto create_match_data = pcre2_match_data_create_from_pattern_16;
  static constexpr auto free_match_data = pcre2_match_data_free_16;
  static constexpr auto ovector = pcre2_get_ovector_pointer_16;
  static constexpr auto match = pcre2_match_16;
  static constexpr auto create_match_context = pcre2_match_context_create_16;
  static constexpr auto set_match_limit = pcre2_set_match_limit_16;
  static constexpr auto set_heap_limit = pcre2_set_heap_limit_16;
  static constexpr auto create_jit_stack = pcre2_jit_stack_create_16;
  static constexpr auto assign_jit_stack = pcre2_jit_stack_assign_16;
  static std::u16string units(const std::string& ascii) { return {ascii.begin(), ascii.end()}; }
};
// clang-format on

/// PCRE2 takes units of its own types, which are as wide.
template <class Unit>
typename Pcre2<Unit>::Text text_of(const Unit* units) {
  return reinterpret_cast<typename Pcre2<Unit>::Text>(units);
}

/// The bounds of every search, and one stack for all: a backend is one thread.
template <class Unit>
typename Pcre2<Unit>::MatchContext* match_context() {
  using Api = Pcre2<Unit>;
  static typename Api::MatchContext* context = [] {
    auto* created = Api::create_match_context(nullptr);
    if (created == nullptr) throw std::bad_alloc();
    Api::set_heap_limit(created, kMaxBacktrackBytes / 1024);
    Api::assign_jit_stack(created, nullptr,
                          Api::create_jit_stack(kFirstJitStackBytes, kMaxBacktrackBytes, nullptr));
    return created;
  }();
  Api::set_match_limit(context, max_search_steps);
  return context;
}

std::string reason_of(int error) {
  switch (error) {
    case PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP:
    case PCRE2_ERROR_PATTERN_TOO_LARGE:
    case PCRE2_ERROR_PATTERN_STRING_TOO_LONG:
    case PCRE2_ERROR_TOO_MANY_NAMED_SUBPATTERNS:
    case PCRE2_ERROR_HEAP_FAILED:
      return "Regular expression too large";
    default:
      break;
  }
  constexpr size_t kMaxMessage = 256;
  std::array<PCRE2_UCHAR8, kMaxMessage> message{};
  pcre2_get_error_message_8(error, message.data(), message.size());
  return reinterpret_cast<const char*>(message.data());
}

}  // namespace

template <class Unit>
struct PatternProgram<Unit>::Compiled {
  using Api = Pcre2<Unit>;

  struct Loop {
    size_t marker;
    std::vector<size_t> groups;  // as ECMAScript numbers them
  };

  ~Compiled() {
    Api::free_match_data(match_data);
    Api::free_code(code);
  }

  [[nodiscard]] size_t number_of(const std::string& name) const {
    const auto units = Api::units(name);
    return static_cast<size_t>(Api::group_of_name(code, text_of<Unit>(units.c_str())));
  }

  typename Api::Code* code = nullptr;
  typename Api::MatchData* match_data = nullptr;
  std::vector<size_t> groups;  // PCRE2's numbers of ECMAScript's groups
  std::vector<Loop> loops;
};

template <class Unit>
PatternProgram<Unit>::PatternProgram(const Translation& translation, bool ignore_case,
                                     std::string_view source)
    : compiled_(std::make_unique<Compiled>()) {
  using Api = Pcre2<Unit>;
  const std::unique_ptr<std::remove_pointer_t<decltype(Api::create_compile_context(nullptr))>,
                        decltype(Api::free_compile_context)>
      context(Api::create_compile_context(nullptr), Api::free_compile_context);
  if (!context) throw std::bad_alloc();
  Api::set_nesting(context.get(), kMaxNesting);

  const auto pattern = Api::units(translation.pattern);
  int error = 0;
  size_t error_offset = 0;
  const uint32_t options =
      PCRE2_DOTALL | PCRE2_MATCH_UNSET_BACKREF | (ignore_case ? PCRE2_CASELESS : 0u);
  compiled_->code = Api::compile(text_of<Unit>(pattern.data()), pattern.size(), options, &error,
                                 &error_offset, context.get());
  if (compiled_->code == nullptr) throw pattern_error(source, reason_of(error));
  // Without a just-in-time compiler, or where it fails, PCRE2 interprets.
  Api::compile_to_machine_code(compiled_->code, PCRE2_JIT_COMPLETE);
  compiled_->match_data = Api::create_match_data(compiled_->code, nullptr);
  if (compiled_->match_data == nullptr) throw std::bad_alloc();

  compiled_->groups.push_back(0);
  for (size_t group = 1; group <= translation.group_count; ++group) {
    compiled_->groups.push_back(
        translation.loops.empty() ? group : compiled_->number_of(name_of_group(group)));
  }
  for (const Translation::Loop& loop : translation.loops) {
    compiled_->loops.push_back({compiled_->number_of(loop.marker), loop.groups});
  }
}

template <class Unit>
PatternProgram<Unit>::~PatternProgram() = default;

template <class Unit>
std::optional<UnitMatch> PatternProgram<Unit>::search(std::basic_string_view<Unit> subject,
                                                      size_t from, std::string_view source) const {
  using Api = Pcre2<Unit>;
  const int result = Api::match(compiled_->code, text_of<Unit>(subject.data()), subject.size(),
                                from, 0, compiled_->match_data, match_context<Unit>());
  if (result == PCRE2_ERROR_NOMATCH) return std::nullopt;
  if (result < 0) {
    std::string message = "regular expression needs too much work: /";
    message.append(source).append("/");
    throw limit_error(std::move(message));
  }
  const size_t* offsets = Api::ovector(compiled_->match_data);
  const auto range = [&](size_t number) -> std::optional<UnitRange> {
    if (offsets[2 * number] == PCRE2_UNSET) return std::nullopt;
    return UnitRange{offsets[2 * number], offsets[2 * number + 1]};
  };
  UnitMatch match;
  match.reserve(compiled_->groups.size());
  for (const size_t number : compiled_->groups) match.push_back(range(number));
  for (const auto& loop : compiled_->loops) {
    const std::optional<UnitRange> turn = range(loop.marker);
    for (const size_t group : loop.groups) {
      if (turn && match[group] && match[group]->start < turn->start) match[group].reset();
    }
  }
  return match;
}

void set_max_search_steps(uint32_t steps) noexcept { max_search_steps = steps; }

template class PatternProgram<char>;
template class PatternProgram<char16_t>;

}  // namespace pico::krl
