--
-- PostgreSQL database dump
--


-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: pico; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA pico;



--
-- Name: SCHEMA pico; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SCHEMA pico IS 'picos: persistent compute objects programmed in KRL';


--
-- Name: pico; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pico WITH SCHEMA pico;


--
-- Name: EXTENSION pico; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION pico IS 'picos, persistent compute objects programmed in KRL';


--
-- Data for Name: channel; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.channel (eci, pico, "position", tags, event_policy, query_policy, family, family_pico) FROM stdin;
co7h7hjxeyugac0x3f5x0uv33t	c76ylckvcdarph7rrecanqy4mm	1	{system,parent}	{"allow":[{"domain":"*","name":"*"}],"deny":[]}	{"allow":[{"rid":"*","name":"*"}],"deny":[]}	parent	c0riemwmnekja26kif0kkr24s1
cfpsa0uq3lp5if3qx1sd5cxsy2	c0riemwmnekja26kif0kkr24s1	2	{system,child}	{"allow":[{"domain":"*","name":"*"}],"deny":[]}	{"allow":[{"rid":"*","name":"*"}],"deny":[]}	child	c76ylckvcdarph7rrecanqy4mm
cyyicn6lk7jov85em1e0cfqiu7	c76ylckvcdarph7rrecanqy4mm	3	{door}	{"allow":[{"domain":"*","name":"*"}],"deny":[]}	{"allow":[{"rid":"*","name":"*"}],"deny":[]}	\N	\N
c0dkurxuthhql9sc8vhsn5ly8n	c0riemwmnekja26kif0kkr24s1	4	{door}	{"allow":[{"domain":"*","name":"*"}],"deny":[{"domain":"closed","name":"*"}]}	{"allow":[{"rid":"*","name":"*"}],"deny":[]}	\N	\N
\.


--
-- Data for Name: dead_letter; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.dead_letter (id, pico, eci, sender, domain, name, attributes, attempts, error, died_at) FROM stdin;
\.


--
-- Data for Name: entity; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.entity (pico, rid, name, value) FROM stdin;
c0riemwmnekja26kif0kkr24s1	org.example.kept	map	{"z":1,"a":[null,"x",{}]}
c0riemwmnekja26kif0kkr24s1	org.example.kept	n	3
\.


--
-- Data for Name: event_state; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.event_state (pico, rid, rule, state) FROM stdin;
c0riemwmnekja26kif0kkr24s1	org.example.kept	both	{"expression":"5f2d9305c9742e30","state":{"states":[2]}}
\.


--
-- Data for Name: image; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.image (singleton, id, system_identifier, database, format, created_at) FROM stdin;
t	90be2f64-ae04-42b6-bb44-94447282e7f2	7712201069111523601	16384	1	2026-11-25 19:59:01.195144+00
\.


--
-- Data for Name: installed_ruleset; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.installed_ruleset (pico, rid, url, hash, config, "position", error) FROM stdin;
c76ylckvcdarph7rrecanqy4mm	org.example.kept	krl:org.example.kept	16fd3d97b798cb57ca96f984fc0c10bc2347644a103bf8f96eff1513406eefc2	{}	1	\N
c0riemwmnekja26kif0kkr24s1	org.example.kept	krl:org.example.kept	16fd3d97b798cb57ca96f984fc0c10bc2347644a103bf8f96eff1513406eefc2	{"greeting":"hello"}	2	\N
\.


--
-- Data for Name: instance; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.instance (pico, rid, kept) FROM stdin;
c76ylckvcdarph7rrecanqy4mm	org.example.kept	{"version":"16fd3d97b798cb57ca96f984fc0c10bc2347644a103bf8f96eff1513406eefc2","values":{"globals":{"once":"c26uv40ujd2u0pwgldmcd07v1k"}}}
c0riemwmnekja26kif0kkr24s1	org.example.kept	{"version":"16fd3d97b798cb57ca96f984fc0c10bc2347644a103bf8f96eff1513406eefc2","values":{"globals":{"once":"c8gxbdtejah4fwmt6y7owb2n7j"}}}
\.


--
-- Data for Name: log; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.log (id, pico, rid, transaction, logged_at, level, message, data) FROM stdin;
\.


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.outbox (id, pico, eci, sender, domain, name, attributes, attempts, sent_at) FROM stdin;
1	c0riemwmnekja26kif0kkr24s1	c0dkurxuthhql9sc8vhsn5ly8n	c76ylckvcdarph7rrecanqy4mm	chat	hear	{"words":"waited"}	0	2026-11-25 19:59:01.20368+00
\.


--
-- Data for Name: pico; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.pico (id, number, parent, name, created_at) FROM stdin;
c76ylckvcdarph7rrecanqy4mm	1	\N	parent	2026-11-25 19:59:01.195417+00
c0riemwmnekja26kif0kkr24s1	2	c76ylckvcdarph7rrecanqy4mm	child	2026-11-25 19:59:01.196059+00
\.


--
-- Data for Name: ruleset; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.ruleset (hash, rid, source, created_at) FROM stdin;
16fd3d97b798cb57ca96f984fc0c10bc2347644a103bf8f96eff1513406eefc2	org.example.kept	\nruleset org.example.kept {\n  meta { shares total, heard, once }\n  global {\n    once = random:uuid()\n    total = function() { ent:n.defaultsTo(0) }\n    heard = function() { ent:heard.defaultsTo([]) }\n  }\n  rule increment {\n    select when counter increment\n    always { ent:n := total() + 1; ent:map := {"z": 1, "a": [null, "x", {}]} }\n  }\n  rule both {\n    select when step first before step second\n    send_directive("both")\n  }\n  rule tell {\n    select when chat tell\n    event:send({"eci": event:attrs{"to"}, "domain": "chat", "type": "hear",\n                "attrs": {"words": event:attrs{"words"}}})\n  }\n  rule hear {\n    select when chat hear\n    always { ent:heard := heard().append(event:attrs{"words"}) }\n  }\n}\n	2026-11-25 19:59:01.192074+00
\.


--
-- Data for Name: ruleset_url; Type: TABLE DATA; Schema: pico; Owner: postgres
--

COPY pico.ruleset_url (url, hash, rid, flushed_at) FROM stdin;
krl:org.example.kept	16fd3d97b798cb57ca96f984fc0c10bc2347644a103bf8f96eff1513406eefc2	org.example.kept	2026-11-25 19:59:01.191+00
\.


--
-- Name: channel_position_seq; Type: SEQUENCE SET; Schema: pico; Owner: postgres
--

SELECT pg_catalog.setval('pico.channel_position_seq', 4, true);


--
-- Name: dead_letter_id_seq; Type: SEQUENCE SET; Schema: pico; Owner: postgres
--

SELECT pg_catalog.setval('pico.dead_letter_id_seq', 1, false);


--
-- Name: installed_ruleset_position_seq; Type: SEQUENCE SET; Schema: pico; Owner: postgres
--

SELECT pg_catalog.setval('pico.installed_ruleset_position_seq', 2, true);


--
-- Name: log_id_seq; Type: SEQUENCE SET; Schema: pico; Owner: postgres
--

SELECT pg_catalog.setval('pico.log_id_seq', 1, false);


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: pico; Owner: postgres
--

SELECT pg_catalog.setval('pico.outbox_id_seq', 1, true);


--
-- Name: pico_number_seq; Type: SEQUENCE SET; Schema: pico; Owner: postgres
--

SELECT pg_catalog.setval('pico.pico_number_seq', 2, true);


--
-- PostgreSQL database dump complete
--


