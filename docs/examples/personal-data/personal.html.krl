// Pages in one frame. Whatever was typed by somebody goes through `text`.
ruleset personal.html {
  meta {
    name "Personal: HTML"
    configure using title = "Personal" language = "en"
    provides page, list, paragraph, text
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
    paragraph = function(value) {
      <<<p>#{text(value)}</p>
>>
    }
    list = function(items) {
      <<<ul>
#{items.map(function(item) { <<<li>#{text(item)}</li\>>> }).join("
")}
</ul>
>>
    }
    page = function(body) {
      <<<!DOCTYPE html>
<html lang="#{language}">
<title>#{text(title)}</title>
<h1>#{text(title)}</h1>
#{body}</html>
>>
    }
  }
}
