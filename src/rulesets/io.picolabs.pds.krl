// SPDX-License-Identifier: MIT
//
// A personal data store: items in namespaces, a profile, and settings of other rulesets
// (spec system-rulesets.md 6).
ruleset io.picolabs.pds {
  meta {
    name "Personal Data Store"
    description "Keeps a pico's data, profile and settings."
    use module io.picolabs.wrangler alias wrangler
    provides items, get_keys, profile, settings, get_config_value, get_setting_data_value,
      config_value, settings_names, getChannelEci
    shares items, get_keys, profile, settings, get_config_value, get_setting_data_value,
      config_value, settings_names, getChannelEci
  }

  global {
    items = function(namespace, key) {
      {
        "status": namespace.isnull() => "failed" | "success",
        "general": namespace.isnull() => ent:general.defaultsTo({})
          | key.isnull() => ent:general{[namespace]}
          | ent:general{[namespace, key]}
      }
    }
    get_keys = function(namespace) { ent:general{[namespace]}.keys() }

    no_picture =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'%3E"
        + "%3Crect width='64' height='64' rx='12' fill='%23dde6ee'/%3E"
        + "%3Cpath d='M10 64c0-17 9-26 22-26s22 9 22 26z' fill='%237b93a8'/%3E"
        + "%3Crect x='21' y='11' width='22' height='24' rx='10' fill='%237b93a8'/%3E%3C/svg%3E"
    current_profile = function() {
      ent:profile.defaultsTo({"name": "", "description": "", "photo": no_picture})
    }
    profile = function(key) {
      {"status": "success", "profile": key.isnull() => current_profile() | current_profile(){[key]}}
    }

    settings = function(Rid, Key, detail) {
      {
        "status": "success",
        "settings": Rid.isnull() => ent:settings.defaultsTo({})
          | Key.isnull() => ent:settings{[Rid]}
          | detail.isnull() => ent:settings{[Rid, Key]}
          | ent:settings{[Rid, "data", detail]}
      }
    }
    settings_names = function() {
      ent:settings.values()
        .map(function(entry) { {"setRID": entry{"rid"}, "setName": entry{"name"}} })
    }
    get_setting_data_value = function(setRID, setKey) { ent:settings{[setRID, "data", setKey]} }
    // A setting of the ruleset that uses this one as a module.
    config_value = function(setKey) { get_setting_data_value(meta:callingRID, setKey) }
    get_config_value = function(setKey) { config_value(setKey) }

    getChannelEci = function() { ent:pds_channel_eci }
    pds_channel = function() { wrangler:channels(["pds"]).head() }

    // Attributes without the headers of a request, which are not to be stored.
    own_attrs = function() { event:attrs.delete("_headers") }
    attr = function(name) { event:attrs{name}.defaultsTo("") }
    text_attr = function(name) { attr(name).as("String") }
    item_path = function() { [text_attr("namespace"), text_attr("key")] }
    // A map to be made before its first member, for one with a key like "2" would make an array.
    is_new_namespace = function() { ent:general{[text_attr("namespace")]}.isnull() }
    map_or_empty = function(value) { value.typeof() == "Map" => value | {} }
    // 20260131T235959+0000
    now = function() { time:now().replace(re#[-:]#g, "").replace(re#[.].*#, "+0000") }
  }

  // Setting up ------------------------------------------------------------------------------------

  rule create_channel {
    select when wrangler:ruleset_installed where event:attrs{"rids"} >< ctx:rid or engine:started
    if pds_channel().isnull() then
      wrangler:createChannel(
        ["pds"],
        {"allow": [{"domain": "pds", "name": "*"}], "deny": []},
        {"allow": [{"rid": ctx:rid, "name": "*"}], "deny": []}
      )
    always { ent:pds_channel_eci := pds_channel(){"id"} }
  }

  rule take_name_from_wrangler {
    select when wrangler:ruleset_installed where event:attrs{"rids"} >< ctx:rid or engine:started
    pre { name = wrangler:name() }
    if name && not current_profile(){"name"} then noop()
    fired { raise pds event "updated_profile" attributes {"name": name} }
  }

  // Items -----------------------------------------------------------------------------------------

  rule set_item {
    select when pds:new_data_available
    always {
      ent:general{[text_attr("namespace")]} := {} if is_new_namespace()
      ent:general{item_path()} := attr("value")
      raise pds event "data_added"
        attributes {"namespace": attr("namespace"), "keyvalue": attr("key")}
    }
  }

  rule merge_item {
    select when pds:updated_data_available
    pre { value = attr("value") }
    if value.typeof() == "Map" then noop()
    fired {
      ent:general{[text_attr("namespace")]} := {} if is_new_namespace()
      ent:general{item_path()} := map_or_empty(ent:general{item_path()}).put(value)
    }
  }

  rule tell_of_merged_members {
    select when pds:updated_data_available
    foreach map_or_empty(attr("value")) setting(member)
    always {
      raise pds event "data_updated"
        attributes {"namespace": attr("namespace"), "keyvalue": attr("key")}
    }
  }

  rule remove_item {
    select when pds:remove_old_data
    always {
      clear ent:general{item_path()}
      raise pds event "data_deleted"
        attributes {"namespace": attr("namespace"), "keyvalue": attr("key")}
    }
  }

  rule remove_namespace {
    select when pds:remove_namespace
    always {
      clear ent:general{[text_attr("namespace")]}
      raise pds event "namespace_deleted" attributes {"namespace": attr("namespace")}
    }
  }

  rule replace_namespace {
    select when pds:map_item
    pre { values = attr("mapvalues").decode() }
    if values.typeof() == "Map" then noop()
    fired {
      ent:general{[text_attr("namespace")]} := values
      raise pds event "new_map_added"
        attributes {"namespace": attr("namespace"), "mapvalues": values}
    } else {
      log warn "pds:map_item ignored: mapvalues is no map"
    }
  }

  // Profile ---------------------------------------------------------------------------------------

  rule update_profile {
    select when pds:updated_profile
    pre {
      attrs = own_attrs()
      old = current_profile()
      kept = ["name", "description", "photo", "email", "phone", "_created"]
      is_given = not attrs.isEmpty()
      updated = old
        .filter(function(value, field) { kept >< field })
        .put(attrs)
        .put({"_created": old{"_created"}.defaultsTo(now()), "_modified": now()})
    }
    if is_given then noop()
    fired {
      ent:profile := updated
    } finally {
      raise pds event "profile_updated"
        attributes attrs.put("_status", is_given => "success" | "failure")
    }
  }

  // Settings --------------------------------------------------------------------------------------

  rule add_settings {
    select when pds:add_settings
    pre {
      rid = text_attr("keyed_rid")
      schema = event:attrs{"schema"}
      data_key = event:attrs{"data_key"}
    }
    always {
      ent:settings{[rid, "name"]} := attr("name")
      ent:settings{[rid, "rid"]} := rid
      ent:settings{[rid, "schema"]} := schema if schema
      ent:settings{[rid, "data"]} := {} if data_key && ent:settings{[rid, "data"]}.isnull()
      ent:settings{[rid, "data", data_key.as("String")]} := attr("value") if data_key
      raise pds event "settings_added" attributes own_attrs()
    }
  }

  rule clear_all {
    select when pds:clear_all_data
    always {
      clear ent:general
      clear ent:profile
      clear ent:settings
    }
  }
}
