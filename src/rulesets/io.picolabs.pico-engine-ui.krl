// SPDX-License-Identifier: MIT
// What the developer UI shows and does: a box for the pico, its tree, logs, and forms.
// Spec: system-rulesets.md 8, 10.
ruleset io.picolabs.pico-engine-ui {
  meta {
    name "Pico Engine UI"
    description <<
      The pico as the developer UI of the engine sees it.
    >>
    shares box, uiECI, pico, logs, testingECI, name
  }

  global {
    eventPolicy = {
      "allow": [
        {"domain": "engine_ui", "name": "setup"},
        {"domain": "engine_ui", "name": "box"},
        {"domain": "engine_ui", "name": "new"},
        {"domain": "engine_ui", "name": "del"},
        {"domain": "engine_ui", "name": "install"},
        {"domain": "engine_ui", "name": "uninstall"},
        {"domain": "engine_ui", "name": "flush"},
        {"domain": "engine_ui", "name": "new_channel"},
        {"domain": "engine_ui", "name": "del_channel"},
        {"domain": "engine_ui", "name": "testing_eci"},
        {"domain": "engine", "name": "started"},
        {"domain": "wrangler", "name": "subscription"},
        {"domain": "wrangler", "name": "pending_subscription_approval"},
        {"domain": "wrangler", "name": "inbound_rejection"},
        {"domain": "wrangler", "name": "outbound_cancellation"},
        {"domain": "wrangler", "name": "subscription_cancellation"}
      ],
      "deny": []
    }
    queryPolicy = {
      "allow": [
        {"rid": "*", "name": "__testing"},
        {"rid": "io.picolabs.pico-engine-ui", "name": "uiECI"},
        {"rid": "io.picolabs.pico-engine-ui", "name": "box"},
        {"rid": "io.picolabs.pico-engine-ui", "name": "pico"},
        {"rid": "io.picolabs.pico-engine-ui", "name": "logs"},
        {"rid": "io.picolabs.pico-engine-ui", "name": "testingECI"},
        {"rid": "io.picolabs.pico-engine-ui", "name": "name"},
        {"rid": "io.picolabs.subscription", "name": "established"},
        {"rid": "io.picolabs.subscription", "name": "inbound"},
        {"rid": "io.picolabs.subscription", "name": "outbound"},
        {"rid": "io.picolabs.subscription", "name": "wellKnown_Rx"}
      ],
      "deny": []
    }

    forwarded = function() { event:attrs.delete("_headers") }

    // The pico and its relatives -------------------------------------------------------------------
    // The UI's channels of relatives are remembered, not asked for: a query of a pico never waits
    // for another one.

    uiECI = function() {
      ctx:channels
        .filter(function(channel) { channel{"tags"}.sort() == ["engine", "ui"] })
        .head(){"id"}
    }
    name = function() { ent:name || "Pico" }
    children = function() {
      ctx:children.map(function(eci) { ent:child_ui_ecis{eci} }).filter(function(eci) { eci })
    }
    box = function() {
      {
        "eci": uiECI(),
        "parent": ent:parent_ui_eci,
        "children": children(),
        "name": name(),
        "backgroundColor": ent:backgroundColor || "#87cefa",
        "x": ent:x.defaultsTo(100),
        "y": ent:y.defaultsTo(100),
        "width": ent:width || 100,
        "height": ent:height || 100
      }
    }
    pico = function() {
      {
        "eci": uiECI(),
        "parent": ent:parent_ui_eci,
        "children": children(),
        "channels": ctx:channels,
        "rulesets": ctx:rulesets
      }
    }
    testingECI = function() { ent:testingECI }
    showToParent = defaction(isAsking) {
      eci = ctx:channels
        .filter(function(channel) { channel{"tags"} == ["system", "child"] })
        .head(){"id"}
      if eci then event:send({
        "eci": ctx:parent,
        "domain": "engine_ui",
        "name": "child_ui",
        "attrs": {"eci": eci, "uiEci": uiECI(), "isAsking": isAsking}
      })
    }

    // The logs, by transaction ---------------------------------------------------------------------

    header = function(entries, txnId) {
      event =
        entries.filter(function(entry) { entry{"msg"} == "txnQueued" }).head(){["txn", "event"]}
      event.isnull() => txnId | "EVENT " + event{"eci"} + " " + eventText(event)
    }
    // The entry of a message that failed has no more of the event than its name.
    eventText = function(event) {
      event.typeof() == "String" => event
        | event{"domain"} + ":" + event{"name"} + " " + event{["data", "attrs"]}.encode()
    }
    text = function(entry) {
      message = entry{"msg"}.typeof() == "String" => entry{"msg"} | entry{"msg"}.encode()
      message == "txnQueued" => message
        | entry{"rule_name"} => message + " " + entry{"rid"} + " : " + entry{"rule_name"}
        | entry{"event"} => message + " " + eventText(entry{"event"})
        | entry.keys() >< "val" => message + " " + entry{"val"}.encode()
        | entry{"error"} => message + " " + entry{"error"}
        | message
    }
    line = function(entry) {
      entry{"time"}.substr(11) + " [" + entry{"level"}.uc() + "] " + text(entry)
    }
    // One line for an event on the schedule, not one for each ruleset.
    lines = function(entries) {
      isRepeated = function(entry, index) {
        former = index > 0 => entries[index - 1] | {}
        entry{"event"} && former{"msg"} == entry{"msg"} && former{"event"} == entry{"event"}
      }
      entries.filter(function(entry, index) { not isRepeated(entry, index) }).map(line)
    }
    logs = function() {
      groups = ctx:logs().collect(function(entry) { entry{"txnId"}.defaultsTo("") })
      groups.keys().reverse().map(function(txnId) {
        entries = groups{[txnId]};
        {
          "txnId": txnId,
          "time": entries.head(){"time"},
          "header": header(entries, txnId),
          "entries": lines(entries)
        }
      })
    }
  }

  rule set_up {
    select when engine_ui setup
    ctx:upsertChannel(["engine", "ui"], eventPolicy, queryPolicy)
    fired {
      // To find it among the channels takes the longer the more children there are.
      ent:ui_eci := uiECI()
    }
  }

  // The box ----------------------------------------------------------------------------------------

  rule change_box {
    select when engine_ui box
    pre {
      attributes = event:attrs
      color = attributes{"backgroundColor"}
      x = attributes{"x"}.isnull() => null | attributes{"x"}.as("Number")
      y = attributes{"y"}.isnull() => null | attributes{"y"}.as("Number")
      width = attributes{"width"}.isnull() => null | attributes{"width"}.as("Number")
      height = attributes{"height"}.isnull() => null | attributes{"height"}.as("Number")
    }
    fired {
      ent:x := x if not x.isnull()
      ent:y := y if not y.isnull()
      ent:width := width if width
      ent:height := height if height
      ent:name := attributes{"name"} if attributes{"name"}
      ent:backgroundColor := color if color && color.match(re#^\#[0-9A-Fa-f]{6}$#)
      ent:parent_ui_eci := attributes{"parentUiEci"} if attributes{"parentUiEci"}
    }
  }

  rule follow_name {
    select when wrangler name_changed where event:attrs{"name"}
    fired { ent:name := event:attrs{"name"} }
  }

  // Forms ------------------------------------------------------------------------------------------

  rule install {
    select when engine_ui install
    fired { raise wrangler event "install_ruleset_request" attributes forwarded() }
  }

  rule uninstall {
    select when engine_ui uninstall
    ctx:uninstall(event:attrs{"rid"})
  }

  rule flush {
    select when engine_ui flush
    ctx:flush(event:attrs{"url"})
  }

  rule new_channel {
    select when engine_ui new_channel
    ctx:newChannel(event:attrs{"tags"}, event:attrs{"eventPolicy"}, event:attrs{"queryPolicy"})
  }

  rule delete_channel {
    select when engine_ui del_channel
    ctx:delChannel(event:attrs{"eci"})
  }

  rule choose_testing_channel {
    select when engine_ui testing_eci
    fired { ent:testingECI := event:attrs{"eci"} }
  }

  // Children ---------------------------------------------------------------------------------------

  rule new_child {
    select when engine_ui new
    fired {
      raise wrangler event "new_child_request" attributes forwarded()
        .put("name", event:attrs{"name"} || name())
        .put("backgroundColor", event:attrs{"backgroundColor"} || box(){"backgroundColor"})
    }
  }

  rule show_child {
    select when wrangler new_child_created where event:attrs{"eci"} && event:attrs{"uiEci"}
    event:send({
      "eci": event:attrs{"uiEci"},
      "domain": "engine_ui",
      "name": "box",
      "attrs": {
        "name": event:attrs{"name"},
        "backgroundColor": event:attrs{"backgroundColor"} || "#87CEFA",
        "parentUiEci": ent:ui_eci
      }
    })
    fired { ent:child_ui_ecis{event:attrs{"eci"}} := event:attrs{"uiEci"} }
  }

  rule delete_child {
    select when engine_ui del
    pre {
      uiEci = event:attrs{"eci"}
      // A child whose UI channel is not remembered has none, as the event without one.
      eci = uiEci.isnull() => null
        | ctx:children.filter(function(eci) { ent:child_ui_ecis{eci} == uiEci }).head()
    }
    // The name that programs know of what is not found.
    ctx:delPico(eci || "undefined")
    fired { raise wrangler event "child_deleted" attributes forwarded().put("eci", eci) }
  }

  rule forget_child {
    select when wrangler child_deleted
    if ent:child_ui_ecis{event:attrs{"eci"}} then noop()
    fired { clear ent:child_ui_ecis{event:attrs{"eci"}} }
  }

  // What is not remembered of relatives is found out by messages, to which one without a UI gives no
  // answer.

  rule show_children {
    select when engine started
    foreach ctx:children setting(eci)
    if not ent:child_ui_ecis{eci} then event:send({
      "eci": eci,
      "domain": "engine_ui",
      "name": "parent_ui",
      "attrs": {"uiEci": uiECI()}
    })
  }

  rule show_parent {
    select when engine started
    if ctx:parent && not ent:parent_ui_eci then showToParent(true)
  }

  rule learn_of_parent {
    select when engine_ui parent_ui where event:attrs{"uiEci"}
    showToParent(false)
    fired { ent:parent_ui_eci := event:attrs{"uiEci"} }
  }

  rule learn_of_child {
    select when engine_ui child_ui where event:attrs{"eci"} && event:attrs{"uiEci"}
    pre {
      eci = event:attrs{"eci"}
      isChild = ctx:children >< eci
    }
    if isChild && event:attrs{"isAsking"} then event:send({
      "eci": eci,
      "domain": "engine_ui",
      "name": "parent_ui",
      "attrs": {"uiEci": uiECI()}
    })
    always { ent:child_ui_ecis{eci} := event:attrs{"uiEci"} if isChild }
  }
}
