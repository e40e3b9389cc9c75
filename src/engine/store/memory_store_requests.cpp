// SPDX-License-Identifier: MIT
//
// Requests on their way, and the keys of those that came: see memory_store.hpp.
#include <algorithm>

#include "engine/model/calendar.hpp"
#include "engine/store/memory_store.hpp"

namespace pico::engine {

std::vector<const Request*> MemoryStore::heads(const std::vector<std::string>& busy) const {
  std::set<std::string_view> passed(busy.begin(), busy.end());
  std::vector<const Request*> found;
  for (const auto& [id, request] : rows_.requests) {
    if (passed.insert(request.recipient).second) found.push_back(&request);
  }
  return found;
}

std::vector<Request> MemoryStore::due_requests(Time now, const ClaimLimits& limits) {
  std::vector<Request> found;
  size_t recipients = 0;
  size_t bytes = 0;
  for (const Request* head : heads(limits.busy)) {
    if (head->next_try > now) continue;
    if (recipients++ == limits.recipients) break;
    size_t count = 0;
    for (const auto& [id, request] : rows_.requests) {
      if (request.recipient != head->recipient) continue;
      if (count++ == limits.per_recipient || bytes >= limits.bytes) break;
      bytes += request.http.body.size();
      found.push_back(request);
    }
  }
  return found;
}

std::optional<Time> MemoryStore::next_request_due(const std::vector<std::string>& busy) {
  std::optional<Time> next;
  for (const Request* head : heads(busy)) next = std::min(next.value_or(kMaxTime), head->next_try);
  return next;
}

std::vector<Request> MemoryStore::claimed_requests() {
  std::vector<Request> found;
  for (const auto& [id, request] : rows_.requests) {
    if (request.claimed) found.push_back(request);
  }
  return found;
}

void MemoryStore::add_request(const Request& request) {
  ++writes_;
  Request added = request;
  added.id = rows_.next_number++;
  rows_.requests.emplace(added.id, std::move(added));
}

void MemoryStore::update_requests(const std::vector<Request>& requests) {
  ++writes_;
  for (const Request& request : requests) rows_.requests.insert_or_assign(request.id, request);
}

void MemoryStore::delete_requests(const std::vector<Request>& requests) {
  ++writes_;
  for (const Request& request : requests) rows_.requests.erase(request.id);
}

void MemoryStore::bury_request(const Request& request, const krl::Value& response) {
  ++writes_;
  rows_.requests.erase(request.id);
  rows_.dead_requests.emplace_back(request, response);
}

std::optional<krl::Value> MemoryStore::kept_answer(std::string_view key) {
  const auto found = rows_.answers.find(key);
  return found == rows_.answers.end() ? std::nullopt : std::optional(found->second);
}

/// None is taken before there is an answer: nobody else could ask for it meanwhile.
std::optional<krl::Value> MemoryStore::take_key(std::string_view key) { return kept_answer(key); }

void MemoryStore::put_answer(std::string_view key, const krl::Value& answer) {
  ++writes_;
  rows_.answers.insert_or_assign(std::string(key), answer);
}

void MemoryStore::forget_key(std::string_view) {}

}  // namespace pico::engine
