// SPDX-License-Identifier: MIT
//
// Explaining selection: see explain.hpp. It looks at rules as a query looks at entity variables,
// and so never changes their progress.
#include "engine/inspect/explain.hpp"

#include <memory>

#include "engine/channel/channel_record.hpp"
#include "engine/event/explanation.hpp"
#include "engine/event/progress.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kNotLoaded =
    "the ruleset does not compile, or cannot be initialised in this pico: its log says why";

krl::Map row(std::string_view rid, const krl::Value& rule, const krl::Value& line,
             const Explanation& explanation) {
  return {{"rid", rid},
          {"rule", rule},
          {"line", line},
          {"selects", explanation.selects},
          {"reason", std::string_view(explanation.reason)}};
}

void explain_rules(Transaction& transaction, const LoadedInstance& loaded, const Event& event,
                   krl::Array& rows) {
  const krl::Program& program = *loaded.code->program;
  UnitOfWork& unit = transaction.session().unit();
  for (size_t i = 0; i < program.rules.size(); ++i) {
    transaction.poll();
    const krl::Rule& rule = program.rules[i];
    const krl::Value state =
        progress_in_row(unit.event_state(transaction.pico(), program.rid, rule.name.view()),
                        rule.select_fingerprint);
    const krl::Position position = program.source->position(rule.span.start);
    rows.edit().emplace_back(row(program.rid, rule.name, static_cast<double>(position.line),
                                 explain(loaded.code->machines[i], event, state, loaded.windows[i],
                                         *loaded.instance, transaction.evaluation())));
  }
}

}  // namespace

krl::Array explain_event(Session& session, const Event& event) {
  const ChannelPtr channel = session.channel(event.eci.view());
  check_event_policy(*channel, {}, event.domain.view(), event.name.view());
  std::vector<std::shared_ptr<const LoadedInstance>> used;  // outlive the values of their code
  Transaction query(session, channel->pico, Transaction::Kind::Query, "", event.eci);
  const auto shown = std::make_shared<const Event>(event);
  query.show(shown);
  Instances& instances = session.instances();
  if (instances.is_behind(query)) instances.bring_up_to_date(query);

  krl::Array rows;
  const auto list = session.unit().rulesets(channel->pico);
  for (const InstalledRuleset& ruleset : list->rulesets()) {
    if (auto loaded = instances.load(query, ruleset.rid)) {
      explain_rules(query, *used.emplace_back(std::move(loaded)), *shown, rows);
    } else {
      rows.edit().emplace_back(row(ruleset.rid, krl::Value::null(), krl::Value::null(),
                                   {false, std::string(kNotLoaded)}));
    }
  }
  return rows;
}

}  // namespace pico::engine
