// The person's own ruleset: installs and removes apps, and shows them on one page. An app is a ruleset
// beside this one that announces itself by personal:app_ready and shares a `page`.
ruleset personal.apps {
  meta {
    name "Personal: apps"
    description "The apps of one person, over the data in io.picolabs.pds."
    use module io.picolabs.wrangler alias wrangler
    use module io.picolabs.pds alias pds
    use module personal.html alias html with title = "My data"
    shares apps, page
  }

  global {
    apps = function() { ent:apps.defaultsTo({}) }
    page = function() {
      profile = pds:profile(){"profile"};
      html:page(
        html:paragraph(profile{"name"} + " " + profile{"email"}.defaultsTo(""))
          + html:list(apps().values().map(function(app) { app{"title"} + ": " + app{"about"} }))
      )
    }
    // For the owner alone: no data, no consents, nothing but apps and the page.
    owner_may = {
      "allow": [
        {"domain": "personal", "name": "*"},
        {"domain": "consent", "name": "*"},
        {"domain": "journal", "name": "*"},
        {"domain": "address", "name": "*"},
        {"domain": "pds", "name": "updated_profile"}
      ],
      "deny": [{"domain": "personal", "name": "app_ready"}]
    }
    owner_sees = {
      "allow": [
        {"rid": "personal.apps", "name": "*"},
        {"rid": "personal.consent", "name": "*"},
        {"rid": "personal.journal", "name": "*"},
        {"rid": "personal.address", "name": "*"}
      ],
      "deny": []
    }
  }

  rule start {
    select when wrangler ruleset_installed where event:attrs{"rids"} >< meta:rid
    if wrangler:channels("owner").length() == 0 then
      wrangler:createChannel(["owner"], owner_may, owner_sees)
  }

  rule install {
    select when personal app_wanted rid re#^(personal[.]\w+)$# setting(rid)
    if not (wrangler:installedRIDs() >< rid) then noop()
    fired {
      raise wrangler event "install_ruleset_request" attributes {
        "absoluteURL": meta:rulesetURI,
        "rid": rid,
        "config": event:attrs{"config"}.defaultsTo({})
      }
    }
  }

  rule note_app {
    select when personal app_ready rid re#(.+)# setting(rid)
    always { ent:apps{[rid]} := event:attrs.delete("_headers") }
  }

  rule remove {
    select when personal app_unwanted rid re#(.+)# setting(rid)
    if not apps(){[rid]}.isnull() then noop()
    fired {
      raise personal event "app_leaving" attributes {"rid": rid};
      raise wrangler event "uninstall_ruleset_request" attributes {"rid": rid}
    }
  }

  rule forget_app {
    select when wrangler ruleset_uninstalled rid re#(.+)# setting(rid)
    always { clear ent:apps{[rid]} }
  }
}
