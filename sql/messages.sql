-- SPDX-License-Identifier: MIT
-- Messages between picos: delivered in the sending transaction, or left for later, never lost.
select pico.register_ruleset($krl$
ruleset test.chat {
  meta { shares heard }
  global { heard = function() { ent:heard.defaultsTo([]) } }
  rule tell {
    select when chat tell
    foreach event:attrs{"to"} setting(to)
    event:send({"eci": to, "domain": "chat", "type": "hear",
                "attrs": {"words": event:attrs{"words"}}})
  }
  rule hear {
    select when chat hear
    pre { words = event:attrs{"words"} }
    always {
      ent:heard := heard().append(words);
      ent:length := words == "break" => words * 2 | words.length()
    }
  }
}
$krl$);
select pico.create_pico('sender', rulesets => '{}') as sender, pico.create_pico('receiver', rulesets => '{}') as receiver \gset
do $$ begin perform pico.install_ruleset(id, 'test.chat') from pico.picos; end $$;
select pico.create_channel(:'sender') as tell, pico.create_channel(:'receiver') as hear \gset

select pico.raise_event(:'tell', 'chat', 'tell', json_build_object('to', array[:'hear'], 'words', 'one')) -> 'deferred' as deferred;
select pico.query(:'hear', 'test.chat', 'heard');

-- Past the bound they wait, and whoever comes next delivers them.
set pico.max_inline_deliveries = 0;
select pico.raise_event(:'tell', 'chat', 'tell', json_build_object('to', array[:'hear', :'hear'], 'words', 'two')) -> 'deferred' as deferred;
reset pico.max_inline_deliveries;
select state, pico_name, domain, name, attributes, attempts, error from pico.messages order by state, id;
select pico.query(:'hear', 'test.chat', 'heard');
select pico.deliver_pending(1);
select pico.query(:'hear', 'test.chat', 'heard');
select pico.raise_event(:'hear', 'chat', 'hear', '{"words": "three"}') -> 'deferred' as deferred;
select pico.query(:'hear', 'test.chat', 'heard');
select pico.deliver_pending();

-- One that fails harms nobody else, and is kept with the reason.
select pico.raise_event(:'tell', 'chat', 'tell', json_build_object('to', array[:'hear'], 'words', 'break')) -> 'deferred' as deferred;
select pico.query(:'hear', 'test.chat', 'heard');
select state, pico_name, domain, name, attributes, error from pico.messages order by state, id;

-- An error of the server in a recipient: the messages wait.
create function refuse() returns trigger language plpgsql as $$
begin
  raise exception 'not today' using errcode = 'check_violation';
end
$$;
create trigger refuse before insert or update on pico.entity
  for each row when (new.value::text like '%four%') execute function refuse();
select pico.raise_event(:'tell', 'chat', 'tell', json_build_object('to', array[:'hear'], 'words', 'four')) -> 'deferred' as deferred;
select state, attributes, attempts from pico.messages where state = 'pending';
select pico.raise_event(:'tell', 'chat', 'hear', '{"words": "four"}');
drop trigger refuse on pico.entity;
drop function refuse();
select pico.deliver_pending();
select pico.query(:'hear', 'test.chat', 'heard');

-- From a trigger on a table of ours, pico is not to be called while it runs.
create function call_back() returns trigger language plpgsql as $$
begin
  perform pico.query('any', 'any', 'any');
  return new;
end
$$;
create trigger call_back before insert or update on pico.entity
  for each row execute function call_back();
select pico.raise_event(:'hear', 'chat', 'hear', '{"words": "five"}');
drop trigger call_back on pico.entity;
drop function call_back();

-- Bad arguments.
select pico.deliver_pending(-1);
select pico.deliver_pending(null);
select pico.deliver_pending(0);

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
select state from pico.messages;
delete from pico.dead_letter;
