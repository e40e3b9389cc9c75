// SPDX-License-Identifier: MIT
// What programs ask a pico to do with itself: children, channels, rulesets, its name.
// Spec: system-rulesets.md 4, 9, 10, 11. The rules for programs of the engine 0.x are at the end.
ruleset io.picolabs.wrangler {
  meta {
    name "Wrangler Core"
    description <<
      The life of a pico as functions, actions and events: its children, channels and rulesets.
    >>
    provides skyQuery, picoQuery, channels, createChannel, deleteChannel, rulesetConfig,
      rulesetMeta, installedRIDs, children, parent_eci, name, myself, installedRulesets, channel
    shares skyQuery, picoQuery, channels, rulesetConfig, rulesetMeta, installedRIDs, children,
      parent_eci, name, myself, id, installedRulesets, channel
  }

  global {
    __testing = {
      "queries": [
        {"name": "name", "args": []},
        {"name": "myself", "args": []},
        {"name": "channels", "args": ["tags"]},
        {"name": "installedRIDs", "args": []},
        {
          "name": "skyQuery",
          "args": ["eci", "mod", "func", "params", "_host", "_path", "_root_url"]
        },
        {"name": "children", "args": []}
      ],
      "events": [
        {"domain": "wrangler", "name": "install_ruleset_request", "attrs": ["url", "config"]},
        {
          "domain": "wrangler",
          "name": "install_ruleset_request",
          "attrs": ["absoluteURL", "rid", "config"]
        },
        {"domain": "wrangler", "name": "uninstall_ruleset_request", "attrs": ["rid"]},
        {"domain": "wrangler", "name": "rulesets_need_flushing", "attrs": []},
        {
          "domain": "wrangler",
          "name": "new_channel_request",
          "attrs": ["tags", "eventPolicy", "queryPolicy"]
        },
        {"domain": "wrangler", "name": "channel_deletion_request", "attrs": ["eci"]},
        {"domain": "wrangler", "name": "new_child_request", "attrs": ["name", "backgroundColor"]},
        {"domain": "wrangler", "name": "child_deletion_request", "attrs": ["eci"]},
        {"domain": "wrangler", "name": "name_changed", "attrs": ["name"]}
      ]
    }

    // Attributes as they are passed on: the headers of a request hold secrets and stay behind.
    forwarded = function() { event:attrs.delete("_headers") }

    // The pico itself ------------------------------------------------------------------------------

    id = function() { ctx:picoId }
    name = function() { ent:name }
    parent_eci = function() { ctx:parent }
    myself = function() { {"name": ent:name, "id": ctx:picoId, "eci": ent:eci} }
    children = function() {
      ctx:children.map(function(eci) {
        {
          "eci": eci,
          "name": ctx:query(eci, ctx:rid, "name"),
          "parent_eci": ctx:query(eci, ctx:rid, "parent_eci")
        }
      })
    }

    // Channels -------------------------------------------------------------------------------------

    // `tags` are an array or separated by commas; without them all channels.
    channels = function(tags) {
      wanted = tags.typeof() == "String" => tags.split(",") | tags
      sorted = wanted.isnull() => null | wanted.map(function(tag) { tag.lc() }).sort()
      wanted.isnull() => ctx:channels
        | ctx:channels.filter(function(channel) { channel{"tags"}.sort() == sorted })
    }
    createChannel = defaction(tags, eventPolicy, queryPolicy) {
      ctx:newChannel(tags, eventPolicy, queryPolicy) setting(channel)
      return channel
    }
    deleteChannel = defaction(eci) { ctx:delChannel(eci) }

    // Rulesets -------------------------------------------------------------------------------------

    installedRIDs = function() { ctx:rulesets.map(function(ruleset) { ruleset{"rid"} }) }
    rulesetConfig = function(rid) { ctx:ruleset(rid){"config"} }
    rulesetMeta = function(rid) { ctx:ruleset(rid){["meta", "krlMeta"]} }
    // The URL of another ruleset in the same directory; for one under its rid alone, `krl:RID`.
    besides = function(url, rid) {
      url.match(re#^krl:[^/]*$#) => "krl:" + rid | url.replace(re#[^/]*$#, rid + ".krl")
    }

    // Children -------------------------------------------------------------------------------------

    // The first event of a new child, which it has ended with when this ends; its UI channel, if it
    // has one.
    set_up = defaction(eci, ui) {
      ctx:eventQuery(
        eci,
        "engine_ui",
        "setup",
        {},
        ui => ui{"rid"} | ctx:rid,
        ui => "uiECI" | "parent_eci"
      ) setting(answer)
      return ui => answer | null
    }

    // Queries of other picos -----------------------------------------------------------------------

    isOwnChannel = function(eci) { not ctx:channel(eci).isnull() }
    selfQuery = {
      "status_code": 400,
      "status_line": "HTTP/1.1 400 Pico should not query itself",
      "content": {"error": "Pico should not query itself"}.encode()
    }

    // The result of a query by HTTP, or a map that says what went wrong.
    queryResult = function(response) {
      body = response{"content"}.decode()
      failure = body.typeof() != "Map" => null | body{"error"} || body{"error_str"}
      response{"status_code"} == 200 && not body.isnull() && not failure => body
        | {
          "error": "sky query request was unsuccesful.",
          "httpStatus": {"code": response{"status_code"}, "message": response{"status_line"}},
          "picoQueryError": body.typeof() == "Map" => body{"error"} || 0 | 0,
          "picoQueryErrorMsg": body.typeof() == "Map" => body{"error_str"} || 0 | 0,
          "picoQueryReturnValue": body
        }
    }
    httpQuery = function(eci, mod, func, params, _host, _path, _root_url) {
      root = _root_url || (_host || meta:host) + (_path || "/sky/cloud/")
      http:get(root + eci + "/" + mod + "/" + func, params)
    }
    skyQuery = function(eci, mod, func, params, _host, _path, _root_url) {
      response = isOwnChannel(eci) => selfQuery
        | httpQuery(eci, mod, func, params, _host, _path, _root_url)
      queryResult(response)
    }
    picoQuery = function(eci, mod, func, params, _host, _path, _root_url) {
      isOwnChannel(eci) => selfQuery
        | eci.as("String").match(re#^did:#) =>
          dido:sendQuery(eci, {"rid": mod, "name": func, "args": params})
        | not _host || _host == meta:host => ctx:query(eci, mod, func, params.defaultsTo({}))
        | queryResult(httpQuery(eci, mod, func, params, _host, _path, _root_url))
    }

    failureEvents = {
      "install_ruleset_request": "ruleset_install_failed",
      "new_channel_request": "channel_creation_failed",
      "new_child_request": "child_creation_failed"
    }

    // Programs of the engine 0.x -------------------------------------------------------------------

    installedRulesets = function() {
      installedRIDs().klog("wrangler:installedRulesets is of pico engine 0.x: use installedRIDs")
    }
    // The channel with that id or tag, or all of them.
    channel = function(value) {
      found = value.isnull() => ctx:channels | channelTagged(value)
      found.klog("wrangler:channel is of pico engine 0.x: use wrangler:channels")
    }
    channelTagged = function(value) {
      ctx:channels.filter(function(channel) {
        channel{"id"} == value || channel{"tags"} >< value.as("String").lc()
      }).head()
    }
    // An array, or texts with semicolons between them.
    listOf = function(value) {
      value.isnull() => [] | value.typeof() == "Array" => value | value.as("String").split(";")
    }
    // By name or id each child is asked, which fails for one that has no wrangler.
    childECI = function(attributes) {
      attributes{"eci"}
        || ctx:children.filter(function(eci) {
          attributes{"id"} => ctx:query(eci, ctx:rid, "id") == attributes{"id"}
            | ctx:query(eci, ctx:rid, "name") == attributes{"name"}
        }).head()
    }
    expectsRulesetAdded = function(rid) {
      ruleset = ruleset_of_ours(rid) => null | ctx:ruleset(rid)
      source = ruleset{["meta", "krl"]}.defaultsTo("")
      source.match(re#ruleset_added#) && not source.match(re#ruleset_installed#)
    }
    // Not worth a look at its source.
    ruleset_of_ours = function(rid) { rid.as("String").match(re#^io[.]picolabs[.]#) }
  }

  // Rulesets ---------------------------------------------------------------------------------------

  rule install_beside {
    select when wrangler install_ruleset_request absoluteURL re#^(.+)$# rid re#^(.+)$#
      setting(absoluteURL, rid) where event:attrs{"absoluteURL"} && event:attrs{"rid"}
    fired {
      raise wrangler event "install_ruleset_request"
        attributes forwarded().delete("absoluteURL").put("url", besides(absoluteURL, rid))
    }
  }

  rule install_ruleset {
    select when wrangler install_ruleset_request url re#.#
    pre { url = event:attrs{"url"} }
    every {
      ctx:flush(url)
      ctx:install(url, event:attrs{"config"}.defaultsTo({})) setting(rid)
    }
    fired { raise wrangler event "ruleset_installed" attributes forwarded().put("rids", [rid]) }
  }

  rule uninstall_ruleset {
    select when wrangler uninstall_ruleset_request
    ctx:uninstall(event:attrs{"rid"})
    fired { raise wrangler event "ruleset_uninstalled" attributes forwarded() }
  }

  rule flush_rulesets {
    select when wrangler rulesets_need_flushing
    foreach ctx:rulesets setting(ruleset)
    ctx:flush(ruleset{"url"})
    fired { raise wrangler event "rulesets_flushed" on final }
  }

  // Channels ---------------------------------------------------------------------------------------

  rule create_channel {
    select when wrangler new_channel_request
    pre {
      tags = event:attrs{"tags"}
      eventPolicy = event:attrs{"eventPolicy"}
      queryPolicy = event:attrs{"queryPolicy"}
    }
    if tags && eventPolicy && queryPolicy then
      createChannel(tags, eventPolicy, queryPolicy) setting(channel)
    fired { raise wrangler event "channel_created" attributes forwarded().put("channel", channel) }
  }

  rule delete_channel {
    select when wrangler channel_deletion_request
    deleteChannel(event:attrs{"eci"})
    fired { raise wrangler event "channel_deleted" attributes forwarded() }
  }

  // The pico itself --------------------------------------------------------------------------------

  // A root, or a child that its parent's wrangler has not made; of one that it has, more follows.
  rule initialize {
    select when engine_ui setup
    if ent:id.isnull() && ent:parent_eci.isnull() then noop()
    fired {
      ent:id := ctx:picoId
      ent:eci := channels("system,child").head(){"id"} || ctx:picoId
      ent:parent_eci := ctx:parent if ctx:parent
      ent:name := "Pico"
    }
  }

  rule change_name {
    select when wrangler name_changed where event:attrs{"name"}
    fired { ent:name := event:attrs{"name"} }
  }

  // The developer UI renames its box: the pico follows.
  rule follow_box {
    select when engine_ui box where event:attrs{"name"}
    if event:attrs{"name"} != ent:name then noop()
    fired { raise wrangler event "name_changed" attributes {"name": event:attrs{"name"}} }
  }

  rule ask_for_deletion {
    select when wrangler ready_for_deletion
    pre { eci = channels("system,child").head(){"id"} }
    if eci then event:send({
      "eci": ctx:parent,
      "domain": "wrangler",
      "name": "child_deletion_request",
      "attrs": {"eci": eci}
    })
  }

  // Children ---------------------------------------------------------------------------------------

  rule create_child {
    select when wrangler new_child_request where event:attrs{"name"}
    pre {
      ui = ctx:ruleset("io.picolabs.pico-engine-ui")
      own = {"url": ctx:rid_url, "config": ctx:rid_config}
      rulesets = ui => [{"url": ui{"url"}, "config": ui{"config"}}, own] | [own]
    }
    every {
      ctx:newPico(rulesets) setting(eci)
      set_up(eci, ui) setting(uiEci)
      event:send({"eci": eci, "domain": "wrangler", "name": "pico_created", "attrs": forwarded()})
    }
    fired {
      raise wrangler event "new_child_created"
        attributes forwarded().put("eci", eci).put("uiEci", uiEci)
    }
  }

  // In the new child.
  rule initialize_child {
    select when wrangler pico_created
    pre { eci = channels("system,child").head(){"id"} }
    fired {
      raise wrangler event "install_ruleset_request"
        attributes {"url": besides(ctx:rid_url, "io.picolabs.pds")}
      raise wrangler event "install_ruleset_request"
        attributes {"url": besides(ctx:rid_url, "io.picolabs.subscription")}
      ent:parent_eci := ctx:parent
      ent:name := event:attrs{"name"}
      ent:id := ctx:picoId
      ent:eci := eci
      raise wrangler event "pico_initialized" attributes forwarded().put("eci", eci)
    }
  }

  rule report_to_parent {
    select when wrangler pico_initialized
    if ctx:parent then event:send({
      "eci": ctx:parent,
      "domain": "wrangler",
      "name": "child_initialized",
      "attrs": forwarded()
    })
  }

  rule delete_child {
    select when wrangler child_deletion_request
    ctx:delPico(event:attrs{"eci"})
    fired { raise wrangler event "child_deleted" attributes forwarded() }
  }

  rule tell_children_of_start {
    select when system online
    foreach ctx:children setting(eci)
    event:send({"eci": eci, "domain": "system", "name": "online", "attrs": forwarded()})
  }

  // What failed, where nobody waits for the answer ---------------------------------------------------

  rule report_failure {
    select when system message_failed domain re#^wrangler$# name re#^(.*)$# setting(request)
    pre { failure = failureEvents{request} }
    if failure then noop()
    fired {
      raise wrangler event failure
        attributes event:attrs{"attrs"}.delete("_headers").put("error", event:attrs{"error"})
    }
  }

  // Programs of the engine 0.x ---------------------------------------------------------------------
  // What was renamed since is done under its new name, and the log says so.

  rule create_child_0x {
    select when wrangler child_creation
    fired {
      log warn "wrangler:child_creation is of pico engine 0.x: raise wrangler:new_child_request"
      raise wrangler event "new_child_request" attributes forwarded()
        .put("name", event:attrs{"name"} || random:word())
        .put("backgroundColor", event:attrs{"color"} || event:attrs{"backgroundColor"})
        .put("rs_attrs", forwarded())
    }
  }

  // Rulesets were named by their rids then.
  rule give_rulesets_0x {
    select when wrangler new_child_created where event:attrs{["rs_attrs", "rids"]}
    foreach listOf(event:attrs{["rs_attrs", "rids"]}) setting(rid)
    event:send({
      "eci": event:attrs{"eci"},
      "domain": "wrangler",
      "name": "install_ruleset_request",
      "attrs": {"url": "krl:" + rid}
    })
  }

  rule delete_child_0x {
    select when wrangler child_deletion or wrangler force_child_deletion
    pre { eci = childECI(event:attrs) }
    if eci then noop()
    fired {
      raise wrangler event "child_deletion_request" attributes forwarded().put("eci", eci)
    } finally {
      log warn "wrangler:" + event:name
        + " is of pico engine 0.x: raise wrangler:child_deletion_request with an eci"
    }
  }

  rule delete_children_0x {
    select when wrangler delete_children
    foreach ctx:children setting(eci)
    fired {
      log warn "wrangler:delete_children is of pico engine 0.x: raise "
        + "wrangler:child_deletion_request for each child" on final
      raise wrangler event "child_deletion_request" attributes forwarded().put("eci", eci)
    }
  }

  rule install_rulesets_0x {
    select when wrangler install_rulesets_requested
    foreach listOf(event:attrs{"rids"})
      .map(function(rid) { "krl:" + rid })
      .append(listOf(event:attrs{"url"})) setting(url)
    fired {
      log warn "wrangler:install_rulesets_requested is of pico engine 0.x: raise "
        + "wrangler:install_ruleset_request for each ruleset" on final
      raise wrangler event "install_ruleset_request" attributes forwarded().put("url", url)
    }
  }

  rule uninstall_rulesets_0x {
    select when wrangler uninstall_rulesets_requested
    foreach listOf(event:attrs{"rids"}) setting(rid)
    fired {
      log warn "wrangler:uninstall_rulesets_requested is of pico engine 0.x: raise "
        + "wrangler:uninstall_ruleset_request for each ruleset" on final
      raise wrangler event "uninstall_ruleset_request" attributes forwarded().put("rid", rid)
    }
  }

  // To those installed rulesets that wait for the event of old and not for that of today.
  rule tell_of_installation_0x {
    select when wrangler ruleset_installed
    foreach listOf(event:attrs{"rids"}).filter(expectsRulesetAdded) setting(rid)
    fired {
      log warn rid + " waits for wrangler:ruleset_added of pico engine 0.x: "
        + "let it wait for wrangler:ruleset_installed"
      raise wrangler event "ruleset_added" for rid attributes forwarded()
    }
  }

  // A policy of 0.x was an id; to leave it out would open the channel to everybody.
  rule create_channel_0x {
    select when wrangler channel_creation_requested
    if not event:attrs{"policy_id"} then noop()
    fired {
      raise wrangler event "new_channel_request" attributes forwarded()
        .put("tags", [event:attrs{"name"}, event:attrs{"channel_type"}].filter(function(tag) {
          tag
        }))
        .put("eventPolicy", {"allow": [{"domain": "*", "name": "*"}], "deny": []})
        .put("queryPolicy", {"allow": [{"rid": "*", "name": "*"}], "deny": []})
    } finally {
      log warn "wrangler:channel_creation_requested is of pico engine 0.x: raise "
        + "wrangler:new_channel_request"
        + (event:attrs{"policy_id"} => ". No channel was created: policy_id has no meaning any more"
          | "")
    }
  }

  rule delete_channel_0x {
    select when wrangler channel_deletion_requested
    pre { eci = event:attrs{"eci"} || channelTagged(event:attrs{"name"}){"id"} }
    if eci then noop()
    fired {
      raise wrangler event "channel_deletion_request" attributes forwarded().put("eci", eci)
    } finally {
      log warn "wrangler:channel_deletion_requested is of pico engine 0.x: raise "
        + "wrangler:channel_deletion_request with an eci"
    }
  }
}
