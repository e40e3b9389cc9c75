// Who may see what. A consent is a channel of its own: its policy lets its holder ask for `shared` of
// this ruleset and nothing else, and `shared` looks up by the channel what he may see.
ruleset personal.consent {
  meta {
    name "Personal: consent"
    description "Grants and withdraws access to fields of the profile and to data of apps."
    use module io.picolabs.wrangler alias wrangler
    use module io.picolabs.pds alias pds
    use module personal.html alias html with title = "Consents"
    shares shared, consents, page
    provides consents
  }

  global {
    consents = function() { ent:consents.defaultsTo({}).values() }

    // What the holder of the channel that this query comes by may see.
    shared = function() {
      consent = ent:consents{meta:eci};
      consent.isnull() => null
        | {
          "profile":
            pds:profile(){"profile"}.filter(function(value, field) { consent{"fields"} >< field }),
          "data": data_of(consent{"namespaces"})
        }
    }
    data_of = function(namespaces) {
      namespaces.reduce(function(all, namespace) {
        all.put([namespace], pds:items(namespace){"general"})
      }, {})
    }

    page = function() {
      html:page(html:list(consents().map(function(consent) {
        consent{"to"} + " (" + consent{"purpose"} + "): "
          + consent{"fields"}.append(consent{"namespaces"}).join(", ")
      })))
    }

    none = {"allow": [], "deny": []}
    only_shared = {"allow": [{"rid": "personal.consent", "name": "shared"}], "deny": []}
  }

  rule start {
    select when wrangler ruleset_installed where event:attrs{"rids"} >< meta:rid
    always {
      raise personal event "app_ready"
        attributes {"rid": meta:rid, "title": "Consents", "about": "who may see what"}
    }
  }

  rule grant {
    select when consent granted to re#(.+)# purpose re#(.+)# setting(to, purpose)
    pre {
      fields = event:attrs{"fields"}.defaultsTo([])
      namespaces = event:attrs{"namespaces"}.defaultsTo([])
    }
    if fields.append(namespaces).length() > 0 then every {
      wrangler:createChannel(["consent", to], none, only_shared) setting(channel)
      send_directive("granted", {"to": to, "eci": channel{"id"}})
    }
    fired {
      ent:consents{channel{"id"}} := {
        "to": to,
        "purpose": purpose,
        "fields": fields,
        "namespaces": namespaces,
        "eci": channel{"id"}
      }
    } else {
      raise consent event "refused" attributes {"reason": "A consent names fields or namespaces"}
    }
  }

  rule refuse {
    select when consent refused
    send_directive("refused", {"reason": event:attrs{"reason"}})
  }

  // All that somebody has been granted, or all for one purpose.
  rule withdraw {
    select when consent withdrawn to re#(.+)# setting(to)
    foreach consents().filter(function(consent) {
      consent{"to"} == to
        && (event:attrs{"purpose"}.isnull() || consent{"purpose"} == event:attrs{"purpose"})
    }) setting(consent)
    every {
      wrangler:deleteChannel(consent{"eci"})
      send_directive("withdrawn", {"to": to, "purpose": consent{"purpose"}})
    }
    fired { clear ent:consents{consent{"eci"}} }
  }

  // An app that leaves takes along what was shared of it.
  rule app_leaves {
    select when personal app_leaving rid re#^personal[.](.+)$# setting(namespace)
    foreach consents().filter(function(consent) {
      consent{"namespaces"} >< namespace
    }) setting(consent)
    always {
      ent:consents{[consent{"eci"}, "namespaces"]} := consent{"namespaces"}.difference([namespace])
    }
  }
}
