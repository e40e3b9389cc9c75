-- SPDX-License-Identifier: MIT
-- What language.krl does, in the Lua that one would write: collections are tables, what the library
-- lacks is a few lines. pllua's Lua 5.3 runs it as well.

local function range(first, last)
  local items = {}
  for i = first, last do items[#items + 1] = i end
  return items
end

local function map(items, f)
  local result = {}
  for i = 1, #items do result[i] = f(items[i]) end
  return result
end

local function filter(items, f)
  local result = {}
  for i = 1, #items do
    if f(items[i]) then result[#result + 1] = items[i] end
  end
  return result
end

local function reduce(items, f, result)
  for i = 1, #items do result = f(result, items[i]) end
  return result
end

local work = {}

local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end
work.fib = fib

function work.loops(n)
  return reduce(range(1, n), function(sum, i)
    return reduce(range(1, n), function(sum, j) return sum + (i * j) % 7 end, sum)
  end, 0)
end

-- The same by the loops of the language, which KRL does not have.
function work.native_loops(n)
  local sum = 0
  for i = 1, n do
    for j = 1, n do sum = sum + (i * j) % 7 end
  end
  return sum
end

function work.pipeline(n)
  local doubled = map(range(1, n), function(x) return x * 2 end)
  local chosen = filter(doubled, function(x) return x % 3 == 0 end)
  return reduce(chosen, function(sum, x) return sum + x end, 0)
end

-- Not by `..` alone: that would copy all text at every step.
function work.strings(n)
  local pieces = {}
  for i = 1, n do pieces[#pieces + 1] = i .. ";" end
  return #table.concat(pieces)
end

function work.closures(n)
  local function adder(a)
    return function(b) return a + b end
  end
  return reduce(range(1, n), function(sum, i)
    local add = adder(i)
    return add(sum)
  end, 0)
end

function work.sorted(n)
  local items = map(range(1, n), function(i) return (i * 7919) % 100003 end)
  table.sort(items, function(a, b) return a < b end)
  return items[11]
end

function work.mapped(n)
  local t = {}
  local size = 0
  for i = 1, n do
    t["key" .. i] = i
    size = size + 1
  end
  return size
end
