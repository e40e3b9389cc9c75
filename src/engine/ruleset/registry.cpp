// SPDX-License-Identifier: MIT
//
// Loading, checking and registering sources: see registry.hpp.
#include "engine/ruleset/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "engine/model/hash.hpp"
#include "engine/ruleset/builtin_rulesets.hpp"
#include "engine/ruleset/url.hpp"
#include "krl/text/error.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

krl::Error unknown(std::string message) {
  return {krl::ErrorClass::Error, std::move(message), krl::ErrorCode::UnknownRuleset};
}

krl::Error refused(std::string message) {
  return {krl::ErrorClass::Error, std::move(message), krl::ErrorCode::KrlCompile};
}

}  // namespace

std::shared_ptr<const CompiledRuleset> Registry::compiled(std::string_view hash) {
  return programs_.compiled(hash, [&] {
    std::optional<RulesetVersion> version = unit_.ruleset_version(hash);
    if (!version) throw unknown(fmt::format("No ruleset has the hash {}", hash));
    return std::move(version->source);
  });
}

RulesetUrl Registry::load(std::string_view url, std::string_view owner,
                          std::optional<std::string_view> reader) {
  if (std::optional<RulesetUrl> known = unit_.ruleset_url(url)) return *known;
  return flush(url, owner, reader).url;
}

Registry::Flushed Registry::flush(std::string_view url, std::string_view owner,
                                  std::optional<std::string_view> reader) {
  const std::optional<RulesetUrl> former = unit_.ruleset_url(url);
  if (is_url_of_rid(url)) {  // registered from text: there is nothing to fetch
    if (!former) throw unknown(fmt::format("No ruleset is registered as {}", url));
    return {*former, false};
  }
  if (is_builtin_url(url)) return flush_builtin(url, former);
  std::string source = sources_.at(url, reader.value_or(owner));
  if (former && former->hash == sha256_text(source)) return {*former, false};
  RulesetUrl entry = put(std::move(source), std::string(url), owner);
  // Picos could not follow it to another ruleset.
  if (former && former->rid != entry.rid)
    throw refused(fmt::format("{} holds the ruleset {}, not {}", url, entry.rid, former->rid));
  return {std::move(entry), true};
}

Registry::Flushed Registry::roll_back(std::string_view url, std::string_view hash) {
  const std::optional<RulesetUrl> former = unit_.ruleset_url(url);
  if (!former) throw unknown(fmt::format("No ruleset is registered as {}", url));
  if (former->hash == hash) return {*former, false};
  std::optional<RulesetVersion> version;
  if (unit_.was_version(url, hash)) version = unit_.ruleset_version(hash);
  if (!version) throw unknown(fmt::format("{} was never a version of {}", hash, url));
  return {put(std::move(version->source), std::string(url), former->owner), true};
}

Registry::Flushed Registry::flush_builtin(std::string_view url,
                                          const std::optional<RulesetUrl>& former) {
  const BuiltinRuleset* builtin = builtin_ruleset_at(url);
  if (builtin == nullptr) throw unknown(fmt::format("There is no built-in ruleset {}", url));
  if (former && former->hash == builtin->hash) return {*former, false};
  return {put(std::string(builtin->source), std::string(url), environment_.system_owner()), true};
}

RulesetUrl Registry::put(std::string source, const std::optional<std::string>& url,
                         std::string_view owner) {
  if (const size_t limit = environment_.limits().ruleset_bytes; source.size() > limit)
    throw krl::limit_error(fmt::format("a ruleset exceeds {} bytes", limit));
  if (!krl::is_valid_utf8(source, false)) throw refused("the source is not valid UTF-8");
  const std::string hash = sha256_text(source);
  const auto code = programs_.compiled(hash, [&] { return source; });
  const krl::Program& program = *code->program;
  RulesetUrl entry{.url = url ? *url : url_of_rid(program.rid),
                   .hash = hash,
                   .rid = program.rid,
                   .flushed = environment_.now(),
                   .owner = std::string(owner)};
  if (const std::optional<RulesetUrl> former = unit_.ruleset_url(entry.url))
    entry.owner = former->owner;
  check_dependencies(program, entry.url);
  check_cycles(program, entry.owner);
  unit_.put_ruleset_version({.hash = hash, .rid = program.rid, .source = std::move(source)});
  unit_.put_ruleset_url(entry);
  return entry;
}

RulesetUrl Registry::find(std::string_view rid_or_url, std::string_view owner,
                          std::optional<std::string_view> reader) {
  std::vector<RulesetUrl> urls = unit_.ruleset_urls_of(rid_or_url);
  const BuiltinRuleset* builtin = builtin_ruleset(rid_or_url);
  // Nobody gets his code into another's picos by registering it under the same rid.
  const auto is_own = [&](const RulesetUrl& each) { return each.owner == owner; };
  const auto first_foreign = std::stable_partition(urls.begin(), urls.end(), is_own);
  if (first_foreign != urls.begin()) {
    urls.erase(first_foreign, urls.end());
  } else if (builtin != nullptr) {
    return load(builtin->url, owner);
  }
  const std::string url_of_text = url_of_rid(rid_or_url);
  for (const RulesetUrl& each : urls) {
    if (each.url == url_of_text) return each;
  }
  if (urls.size() == 1) return urls.front();
  if (urls.size() > 1) {
    throw unknown(fmt::format("Several URLs hold a ruleset {}: name one of them", rid_or_url));
  }
  if (rid_or_url.find_first_of(":/") == std::string_view::npos) {
    throw unknown(fmt::format("No ruleset {} is registered", rid_or_url));
  }
  return load(normalised_url(rid_or_url), owner, reader);
}

/// Every module must be the ruleset of another URL; a built-in one is always at hand.
void Registry::check_dependencies(const krl::Program& program, std::string_view url) {
  for (const std::string& rid : program.used_rids()) {
    if (rid == program.rid) continue;
    std::vector<RulesetUrl> urls = unit_.ruleset_urls_of(rid);
    std::erase_if(urls, [&](const RulesetUrl& each) { return each.url == url; });
    if (!urls.empty()) continue;
    const BuiltinRuleset* builtin = builtin_ruleset(rid);
    if (builtin != nullptr && builtin->url != url) {
      load(builtin->url, environment_.system_owner());
    } else {
      throw refused("Dependant module not loaded: " + rid);
    }
  }
}

/// A new version can only close a cycle through itself: looks for a way from it back to it.
/// Nobody's rulesets stand in the way of another's: only the owner's are followed, or the built-in
/// ones where he has none. A cycle through those of others is found in the pico.
void Registry::check_cycles(const krl::Program& program, std::string_view owner) {
  struct Step {
    std::vector<std::string> path;
    std::vector<std::string> used;
  };
  std::set<std::string, std::less<>> seen;
  std::vector<Step> ways = {{{program.rid}, program.used_rids()}};
  while (!ways.empty()) {
    const Step way = std::move(ways.back());
    ways.pop_back();
    for (const std::string& rid : way.used) {
      std::vector<std::string> path = way.path;
      path.push_back(rid);
      if (rid == program.rid) {
        throw refused(fmt::format("Dependency Cycle Found: {}", fmt::join(path, " -> ")));
      }
      if (!seen.insert(rid).second) continue;
      std::vector<RulesetUrl> urls = unit_.ruleset_urls_of(rid);
      std::erase_if(urls, [&](const RulesetUrl& each) { return each.owner != owner; });
      const BuiltinRuleset* builtin = urls.empty() ? builtin_ruleset(rid) : nullptr;
      if (builtin != nullptr) urls.push_back(load(builtin->url, owner));
      for (const RulesetUrl& url : urls)
        ways.push_back({path, compiled(url.hash)->program->used_rids()});
    }
  }
}

}  // namespace pico::engine
