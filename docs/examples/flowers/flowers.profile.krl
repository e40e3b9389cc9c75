// Who a member of the market is. What it is installed with is the profile; ratings come with time.
ruleset flowers.profile {
  meta {
    name "Flowers: profile"
    description "Name, place and reputation of a shop or a driver; announces it to the market."
    use module io.picolabs.wrangler alias wrangler
    use module io.picolabs.subscription alias subscription
    provides name, kind, location, rates, range, rating, distance, announce
    shares name, location, rating
  }

  global {
    name = function() { ctx:rid_config{"name"} }
    kind = function() { ctx:rid_config{"kind"} }
    location = function() { ctx:rid_config{"location"} }
    // What a driver takes: a price to begin with, and one for each kilometre.
    rates = function() { ctx:rid_config{"rates"}.defaultsTo({"start": 3, "per_km": 1}) }
    range = function() { ctx:rid_config{"range"}.defaultsTo(10) }

    // Stars, 0 to 5, null before anybody gave some.
    rating = function() {
      stars = ent:stars.defaultsTo([]);
      stars.length() == 0 => null
        | math:round(stars.reduce(function(sum, n) { sum + n }) / stars.length(), 1)
    }

    // As streets go in a city of blocks.
    distance = function(from, to) { math:abs(from[0] - to[0]) + math:abs(from[1] - to[1]) }

    announce = defaction(eci) {
      event:send({
        "eci": wrangler:parent_eci(),
        "domain": "market",
        "type": "member_ready",
        "attrs": {
          "name": name(),
          "kind": kind(),
          "location": location(),
          "eci": eci,
          "wellKnown_Rx": subscription:wellKnown_Rx(){"id"},
          "family_eci": wrangler:myself(){"eci"}
        }
      })
    }
  }

  rule rated {
    select when profile rated stars re#^([0-5])$# setting(stars)
    always { ent:stars := ent:stars.defaultsTo([]).append(stars.as("Number")) }
  }
}
