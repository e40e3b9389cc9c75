// SPDX-License-Identifier: MIT
//
// What functions in KRL run on: the process, without a pico and without an image.
#pragma once

#include <string>

#include "engine/module/module_host.hpp"

#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Clock, randomness, logs and bounds. What needs a pico throws Error{Unsupported}: nearly all of
/// it the compiler has refused already.
class FreeEnvironment final : public engine::Environment {
 public:
  engine::Store& store() override;
  [[nodiscard]] const engine::Limits& limits() const override { return limits_; }
  engine::Time now() override;
  void random_bytes(std::span<std::byte> bytes) override;
  std::string fetch(std::string_view url, std::string_view reader) override;
  engine::HttpResponse send(const engine::HttpRequest& request) override;
  void poll() override;
  [[nodiscard]] uint8_t log_level() const override;
  void show_log(const engine::LogEntry& entry) override;
  std::string base_url() override;
  std::string time_zone() override;
  std::string caller() override;
  std::string system_owner() override;
  bool may_manage(std::string_view owner) override;

 private:
  engine::Limits limits_ = limits_in_force();
};

class FreeHost final : public engine::ModuleHost {
 public:
  explicit FreeHost(FreeEnvironment& environment) : environment_(environment) {}

  [[nodiscard]] engine::Environment& environment() const noexcept override { return environment_; }

  krl::Value entity(const krl::Instance& instance, const krl::String& name) override;
  krl::Value entity_at(const krl::Instance& instance, const krl::String& name,
                       const krl::Value& path) override;
  void set_entity(const krl::Instance& instance, const krl::String& name,
                  krl::Value value) override;
  void set_entity_at(const krl::Instance& instance, const krl::String& name, const krl::Value& path,
                     krl::Value value) override;
  void clear_entity(const krl::Instance& instance, const krl::String& name) override;
  void clear_entity_at(const krl::Instance& instance, const krl::String& name,
                       const krl::Value& path) override;
  void rule_body(const krl::String* name) override;
  void raise(krl::RaisedEvent event) override;
  krl::Value schedule(krl::ScheduledEvent event) override;
  void raise_error(krl::LogLevel level, krl::Value data) override;
  krl::Value send_directive(krl::Value name, krl::Value options) override;
  [[nodiscard]] bool logs(krl::LogLevel level) const override;
  void log(krl::LogLevel level, const krl::Value& message, const krl::Map& data,
           const krl::Instance* instance) override;
  double random() override;
  void poll() override;

 private:
  FreeEnvironment& environment_;
};

}  // namespace pico::postgres
