# SPDX-License-Identifier: MIT
# Two kinds of goals. Those that build the extension (all, install, installcheck, clean, ...) are
# PGXS's and need the server's development files. The others run scripts of test/scripts/, which
# first install what is missing and then call make again: they work on a machine with nothing on it.

.DEFAULT_GOAL := all

suites := $(addprefix check-,unit conformance regress isolation tap browser sql-conformance fuzz)
scripted := demo check $(suites) conformance format lint sanitize bench soak fuzz help
goals := $(or $(MAKECMDGOALS),all)

# ---- Goals of both kinds: a make for each --------------------------------------------------------
ifneq (,$(and $(filter $(scripted),$(goals)),$(filter-out $(scripted),$(goals))))

.NOTPARALLEL:
.PHONY: $(goals)
$(goals):
	@+$(MAKE) --no-print-directory $@

# ---- The scripts ---------------------------------------------------------------------------------
else ifneq (,$(filter $(scripted),$(goals)))

.PHONY: $(goals)
demo check format lint sanitize bench soak fuzz:
	@test/scripts/$@

$(suites): check-%:
	@test/scripts/check $*

conformance: check-conformance

help:
	@cat test/scripts/goals.txt

# ---- The extension -------------------------------------------------------------------------------
else

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
ifeq (,$(wildcard $(PGXS)))
$(error No development files of a PostgreSQL server here; "make demo" and "make check" install them)
endif

version := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" pico.control)
layers := $(filter-out tool,$(shell sed '/^\#/d' src/layers.txt))
sources := $(sort $(shell find $(wildcard $(layers:%=src/%)) -name '*.cpp'))

EXTENSION = pico
MODULE_big = pico
builtin_rulesets := build/server/builtin_rulesets
OBJS := $(sources:src/%.cpp=build/server/%.o) $(builtin_rulesets).o
DATA := $(sort $(wildcard src/schema/upgrade/pico--*--*.sql))
DATA_built := build/server/pico--$(version).sql
EXTRA_CLEAN := build tmp_check

# The server's headers are not ours to warn about. Before version 16 PGDLLEXPORT is empty, and with
# hidden visibility the server would find none of our functions. A failed assertion would take all
# sessions down: assertions are for the tests of the core.
PG_CPPFLAGS := -Isrc -isystem $(shell $(PG_CONFIG) --includedir-server) \
  -DNDEBUG -DPICO_VERSION='"$(version)"' -DPGDLLEXPORT='__attribute__((visibility("default")))'
# -MMD -MP: a changed header rebuilds what includes it. PGXS itself adds -fPIC, -fno-strict-aliasing
# and -fwrapv, and CMakeLists.txt the latter two as well; it also names warnings clang does not know.
# Debian's -fstack-protector-strong also guards every function that hands out the address of a local,
# which in the evaluator are all: fib(27) takes 12 % longer. The plain one guards arrays and alloca.
PG_CXXFLAGS := -std=c++20 -MMD -MP -fvisibility=hidden -fvisibility-inlines-hidden -fstack-protector \
  -Wall -Wextra -Wnon-virtual-dtor -Woverloaded-virtual -Wno-unknown-warning-option
# PGXS links with the C compiler, which does not know the C++ library.
SHLIB_LINK := -lpcre2-8 -lpcre2-16 -licui18n -licuuc -lfmt -lcrypto -lz -lstdc++

REGRESS := $(patsubst sql/%.sql,%,$(sort $(wildcard sql/*.sql)))
REGRESS_OPTS = --outputdir=build/regress --load-extension=$(EXTENSION)
ISOLATION := $(patsubst test/isolation/specs/%.spec,%,$(sort $(wildcard test/isolation/specs/*.spec)))
ISOLATION_OPTS = --inputdir=test/isolation --outputdir=build/isolation --load-extension=$(EXTENSION)
PROVE_TESTS := $(sort $(wildcard test/tap/*.pl))
TAP_TESTS := $(if $(PROVE_TESTS),1)

# Bitcode doubles the time to compile, and the server gains nothing by inlining an interpreter.
override with_llvm = no
include $(PGXS)

$(filter-out $(builtin_rulesets).o,$(OBJS)): build/server/%.o: src/%.cpp pico.control Makefile
	@mkdir -p $(@D)
	@echo compile $<
	@$(COMPILE.cc) -o $@ $<

rulesets := $(sort $(wildcard src/rulesets/*.krl))
$(builtin_rulesets).cpp: src/rulesets/embed.sh $(rulesets)
	@mkdir -p $(@D)
	$< $(rulesets) >$@
$(builtin_rulesets).o: $(builtin_rulesets).cpp Makefile
	@$(COMPILE.cc) -o $@ $<

-include $(OBJS:.o=.d)

# For what is to be compiled like the extension.
.PHONY: print-cxxflags
print-cxxflags:
	@echo $(CXXFLAGS)

$(DATA_built): $(sort $(wildcard src/schema/*.sql)) pico.control Makefile
	@mkdir -p $(@D)
	cat $(filter %.sql,$^) >$@

installcheck: | build
build:
	mkdir -p $@

endif
