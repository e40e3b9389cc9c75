// Pages, all in the same frame. Text of strangers goes through `text`, so that it stays text.
ruleset flowers.html {
  meta {
    name "Flowers: HTML"
    description "Makes pages of what queries find."
    configure using title = "Flowers" colour = "#7a2048"
    provides page, table, text
  }

  global {
    text = function(value) {
      value.isnull() => ""
        | value.as("String")
          .replace(re#&#g, "&amp;")
          .replace(re#<#g, "&lt;")
          .replace(re#>#g, "&gt;")
          .replace(re#"#g, "&quot;")
    }
    row = function(cells, tag) {
      <<<tr>#{cells.map(function(cell) { <<<#{tag}>#{text(cell)}</#{tag}\>>> }).join("")}</tr\>>>
    }
    table = function(heads, rows) {
      <<<table>
#{row(heads, "th")}
#{rows.map(function(cells) { row(cells, "td") }).join("
")}
</table\>>>
    }
    page = function(body) {
      <<<!DOCTYPE html>
<title>#{text(title)}</title>
<h1 style="color: #{colour}">#{text(title)}</h1>
#{body}
>>
    }
  }
}
