// A journal. Its entries are data of the person, not of the app: they are in the personal data store,
// namespace `journal`, and are still there when the app is removed and comes back.
ruleset personal.journal {
  meta {
    name "Personal: journal"
    description "Dated entries, found by word and by day."
    use module io.picolabs.pds alias pds
    use module personal.html alias html with title = "Journal"
    shares entries, found, page
  }

  global {
    entries = function() {
      pds:items("journal"){"general"}
        .defaultsTo({})
        .values()
        .sort(function(a, b) { a{"date"} cmp b{"date"} })
    }
    found = function(word = "", day = "") {
      entries().filter(function(entry) {
        entry{"text"}.lc().contains(word.lc()) && entry{"date"}.startsWith(day)
      })
    }
    // The newest on top; how many is a matter of configuration.
    page = function(word = "") {
      shown = found(word).reverse();
      limit = ctx:rid_config{"entries_per_page"}.defaultsTo(10);
      html:page(
        html:list((shown.length() > limit => shown.slice(limit - 1) | shown).map(function(entry) {
          entry{"date"} + " — " + entry{"text"}
        }))
      )
    }
    is_date = function(date) { date.as("String").match(re#^\d{4}-\d{2}-\d{2}$#) }
  }

  rule start {
    select when wrangler ruleset_installed where event:attrs{"rids"} >< meta:rid
    always {
      raise personal event "app_ready"
        attributes {"rid": meta:rid, "title": "Journal", "about": "what happened, day by day"}
    }
  }

  rule write {
    select when journal written text re#(.+)# setting(text)
    pre {
      date = event:attrs{"date"} || time:now().substr(0, 10)
      number = ent:count.defaultsTo(0) + 1
      key = "entry-" + number
    }
    if is_date(date) then send_directive("written", {"key": key, "date": date})
    fired {
      ent:count := number;
      raise pds event "new_data_available" attributes {
        "namespace": "journal",
        "key": key,
        "value": {"key": key, "date": date, "text": text}
      }
    } else {
      raise journal event "refused" attributes {"reason": "date must be YYYY-MM-DD"}
    }
  }

  rule correct {
    select when journal corrected key re#(.+)# text re#(.+)# setting(key, text)
    if pds:get_keys("journal") >< key then noop()
    fired {
      raise pds event "updated_data_available"
        attributes {"namespace": "journal", "key": key, "value": {"text": text}}
    } else {
      raise journal event "refused" attributes {"reason": <<There is no #{key}>>}
    }
  }

  rule tear_out {
    select when journal torn_out key re#(.+)# setting(key)
    always { raise pds event "remove_old_data" attributes {"namespace": "journal", "key": key} }
  }

  rule refuse {
    select when journal refused
    send_directive("refused", {"reason": event:attrs{"reason"}})
  }
}
