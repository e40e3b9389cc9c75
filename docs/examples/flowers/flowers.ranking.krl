// Which bid is the best. What counts how much, each shop decides when it uses this module.
ruleset flowers.ranking {
  meta {
    name "Flowers: ranking"
    description "Orders the bids of drivers by price, distance and reputation."
    configure using price_weight = 1 distance_weight = 0.5 rating_weight = 2 new_driver = 3
    provides score, ranked, best
  }

  global {
    // The less the better; a driver without a rating counts as `new_driver` stars.
    score = function(bid) {
      bid{"price"} * price_weight + bid{"distance"} * distance_weight
        - bid{"rating"}.defaultsTo(new_driver) * rating_weight
    }
    ranked = function(bids) { bids.sort(function(a, b) { score(a) <=> score(b) }) }
    best = function(bids) { ranked(bids).head() }
  }
}
