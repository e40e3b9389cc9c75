ruleset bench.language {
  meta { shares fib, loops, pipeline, strings, closures, sorted, mapped }
  global {
    fib = function(n) { n < 2 => n | fib(n - 1) + fib(n - 2) }

    // n * n turns of two nested loops.
    loops = function(n) {
      range(1, n).reduce(function(sum, i) {
        range(1, n).reduce(function(sum, j) { sum + (i * j) % 7 }, sum)
      }, 0)
    }

    pipeline = function(n) {
      range(1, n)
        .map(function(x) { x * 2 })
        .filter(function(x) { x % 3 == 0 })
        .reduce(function(sum, x) { sum + x }, 0)
    }

    strings = function(n) {
      range(1, n).reduce(function(text, i) { text + i + ";" }, "").length()
    }

    closures = function(n) {
      adder = function(a) { function(b) { a + b } }
      range(1, n).reduce(function(sum, i) { add = adder(i); add(sum) }, 0)
    }

    sorted = function(n) {
      range(1, n)
        .map(function(i) { (i * 7919) % 100003 })
        .sort(function(a, b) { a <=> b })[10]
    }

    mapped = function(n) {
      range(1, n).reduce(function(map, i) { map.put("key" + i, i) }, {}).length()
    }
  }
}
