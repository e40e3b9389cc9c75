# SPDX-License-Identifier: MIT
# Writing the same variables over and over leaves the tables as they are: new versions of rows find
# room on the page of the old ones, and no index grows.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use Test::More;

my $node = Counter::new_node('main');
$node->safe_psql('postgres', 'create extension pico');
my $eci = Counter::install($node, 'postgres');
$node->safe_psql('postgres', <<'SQL');
select pico.register_ruleset($krl$
ruleset large {
  rule fill { select when large fill always {
    ent:m := 1.range(1000).reduce(function(m, i) { m.put("k" + i, i) }, {}) } }
  rule set { select when large set always { ent:m{"k" + event:attrs{"k"}} := event:attrs{"v"} } }
}
$krl$);
select pico.install_ruleset(id, 'large') from pico.picos;
SQL
$node->safe_psql('postgres', "select pico.raise_event('$eci', 'large', 'fill')");

my $sizes = <<'SQL';
select pg_table_size('pico.entity'), pg_indexes_size('pico.entity'),
  pg_table_size('pico.entity_item'), pg_indexes_size('pico.entity_item')
SQL
my $events = <<"SQL";
do \$\$ begin
  for i in 1..10000 loop
    perform pico.raise_event('$eci', 'counter', 'increment');
    perform pico.raise_event('$eci', 'large', 'set', json_build_object('k', 1 + i % 1000, 'v', i));
    commit;
  end loop;
end \$\$
SQL
$node->safe_psql('postgres', $events);
my $before = $node->safe_psql('postgres', $sizes);
$node->safe_psql('postgres', $events);
is($node->safe_psql('postgres', $sizes), $before, 'no table or index has grown');
is($node->safe_psql('postgres', Counter::count($eci)), '20000', 'all events count');

$node->safe_psql('postgres', 'select pg_stat_force_next_flush()');
my $hot = <<'SQL';
select string_agg(relname, ' ' order by relname) from pg_stat_user_tables
 where schemaname = 'pico' and n_tup_upd >= 19000 and n_tup_hot_upd > 0.99 * n_tup_upd
SQL
ok($node->poll_query_until('postgres', $hot, 'entity entity_item'), 'updates stay on their page');
Counter::is_sound($node, 'postgres', 'after many events');

$node->stop;
done_testing();
