"""Each rule must see a breach of it, and must not see one where there is none."""
import sys
import unittest

sys.dont_write_bytecode = True

import scan  # noqa: E402
import tidy  # noqa: E402

README = "\n".join(f"| `{room}` | text |" for room in (
    "rest", "form", "checkout", "payments", "risk", "notifications", "acquiring", "vault", "jobs",
    "sql", "http", "base"))
CARD = "49701000000000" + "55"  # in two, so that it is no literal of this file either


def found(rule, path, text, paths=(), readme=README, cards=()):
    world = tidy.World(list(paths) + [path], readme, cards)
    return [line for _, line, _ in tidy.breaches_of(tidy.File(path, text), world)[rule]]


def function_of(lines, head="void f() {", tail="}"):
    return "\n".join([head] + ["  call();"] * (lines - 2) + [tail]) + "\n"


class Arrows(unittest.TestCase):
    RULE = "arrows go down the map"

    def check(self, room, include, expected):
        text = f'#pragma once\n#include "{include}"\n'
        self.assertEqual(found(self.RULE, f"src/{room}/x.hpp", text), [2] if expected else [])

    def test_down_is_allowed_and_up_is_not(self):
        self.check("payments", "vault/vault.hpp", False)
        self.check("payments", "checkout/session.hpp", True)
        self.check("base", "sql/database.hpp", True)
        self.check("payments", "payments/status.hpp", False)

    def test_rooms_beside_do_not_see_each_other(self):
        for above, below in (("rest", "form"), ("form", "rest"), ("vault", "jobs"),
                             ("jobs", "vault"), ("risk", "notifications")):
            self.check(above, f"{below}/x.hpp", True)

    def test_includes_start_at_src(self):
        self.check("payments", "status.hpp", True)
        self.check("payments", "../vault/vault.hpp", True)
        self.check("payments", "sql/sqlite/sqlite_database.hpp", False)


class TheMap(unittest.TestCase):
    def test_folders_and_rows_are_the_same(self):
        rule = "rooms and src/README.md agree"
        both = "| `base` | ground |\n| `vault` | keys |\n"
        paths = ["src/base/x.cpp", "src/vault/x.cpp"]
        self.assertEqual(found(rule, "src/README.md", both, paths, both), [])
        self.assertEqual(found(rule, "src/README.md", both, paths[:1], both), [1])
        self.assertEqual(found(rule, "src/README.md", both, paths + ["src/x/y.cpp"], both), [1])


class Includes(unittest.TestCase):
    def test_asio_and_beast(self):
        rule = "Asio and Beast only in src/http"
        for header in ("boost/asio.hpp", "boost/asio/ip/tcp.hpp", "boost/beast/http.hpp"):
            text = f"#include <{header}>\n"
            self.assertEqual(found(rule, "src/jobs/x.cpp", text), [1])
            self.assertEqual(found(rule, "src/sql/sqlite/x.cpp", text), [1])
            self.assertEqual(found(rule, "src/http/x.cpp", text), [])
        self.assertEqual(found(rule, "src/jobs/x.cpp", "#include <boost/json.hpp>\n"), [])

    def test_database_drivers(self):
        rule = "database drivers only in src/sql"
        for header, home in (("sqlite3.h", "sqlite"), ("libpq-fe.h", "postgres"),
                             ("postgresql/libpq-fe.h", "postgres")):
            text = f"#include <{header}>\n"
            self.assertEqual(found(rule, "src/vault/vault_store.cpp", text), [1])
            self.assertEqual(found(rule, "src/sql/x.cpp", text), [1])
            self.assertEqual(found(rule, f"src/sql/{home}/x.cpp", text), [])


class Sql(unittest.TestCase):
    RULE = "SQL text only in stores and schemas"
    STATEMENTS = ['"SELECT a FROM b"', '"INSERT INTO a VALUES(1)"', '"UPDATE a SET b = 1"',
                  '"DELETE FROM a"', 'R"(\n  SELECT a\n  FROM b)"', '"CREATE TABLE a(b)"',
                  'R"sql(UPDATE a\nSET b = 1)sql"']

    def test_statements_outside_stores_are_seen(self):
        for statement in self.STATEMENTS:
            text = f"// SELECT in a comment\nrun({statement});\n"
            self.assertEqual(found(self.RULE, "src/vault/vault.cpp", text), [2], statement)

    def test_stores_schemas_tests_and_the_sql_room_may(self):
        for path in ("vault/vault_store.cpp", "vault/vault_schema.cpp", "vault/vault_test.cpp",
                     "sql/unit.cpp"):
            for statement in self.STATEMENTS:
                self.assertEqual(found(self.RULE, "src/" + path, f"run({statement});\n"), [])

    def test_words_are_no_statements(self):
        text = 'log("select one"); log("Updates a set"); log("UPDATED"); // "DELETE FROM a"\n'
        self.assertEqual(found(self.RULE, "src/vault/vault.cpp", text), [])


class Clocks(unittest.TestCase):
    RULE = "clocks and chance only in src/base"
    READINGS = ["std::chrono::system_clock::now()", "steady_clock::now()", "std::time(nullptr)",
                "time(0)", "std::rand()", "srand(1)", "std::random_device device",
                "RAND_bytes(a, 1)", "std::mt19937 engine", "clock_gettime(a, b)"]

    def test_readings_are_seen(self):
        for reading in self.READINGS:
            text = f"auto a = {reading};\n"
            self.assertEqual(found(self.RULE, "src/vault/x.cpp", text), [1])
            self.assertEqual(found(self.RULE, "src/base/x.cpp", text), [])
            self.assertEqual(found(self.RULE, "src/vault/x_test.cpp", text), [])

    def test_sockets_may_use_the_steady_clock_only(self):
        self.assertEqual(found(self.RULE, "src/http/x.cpp", "steady_clock::now();\n"), [])
        self.assertEqual(found(self.RULE, "src/http/x.cpp", "system_clock::now();\n"), [1])

    def test_likely_names_are_left_alone(self):
        text = "wait_time(limit); clock.now(); operand(1); // time(nullptr)\nlog(\"rand()\");\n"
        self.assertEqual(found(self.RULE, "src/vault/x.cpp", text), [])


class Cards(unittest.TestCase):
    def test_digits_are_exposed_in_three_rooms(self):
        rule = "card digits only in base, vault and acquiring"
        text = "send(pan.expose_digits());\n"
        self.assertEqual(found(rule, "src/payments/x.cpp", text), [1])
        self.assertEqual(found(rule, "src/payments/x.cpp", "// expose_digits()\n"), [])
        for room in ("base", "vault", "acquiring"):
            self.assertEqual(found(rule, f"src/{room}/x.cpp", text), [])

    def test_card_numbers_live_in_the_sandbox_acquirer(self):
        rule = "no card number outside the sandbox acquirer"
        text = f'if (digits == "{CARD}") refuse();\n'
        self.assertEqual(found(rule, "src/payments/x.cpp", text), [1])
        self.assertEqual(found(rule, "src/acquiring/connector/x.cpp", text), [1])
        self.assertEqual(found(rule, "src/acquiring/sandbox/x.cpp", text), [])
        self.assertEqual(found(rule, "src/payments/x_test.cpp", text), [])
        self.assertEqual(found(rule, "src/payments/x.cpp", "a = " + CARD[:-1] + "6;\n"), [])
        listed = "0542811101" + "000000123"
        self.assertEqual(found(rule, "src/payments/x.cpp", listed + "\n"), [])
        self.assertEqual(found(rule, "src/payments/x.cpp", listed + "\n", cards=[listed]), [1])

    def test_luhn(self):
        self.assertTrue(scan.passes_luhn(CARD))
        self.assertTrue(scan.passes_luhn("79927398713"))
        self.assertFalse(scan.passes_luhn("79927398710"))


class Text(unittest.TestCase):
    def test_nothing_is_left_to_do(self):
        rule = "nothing is left to do"
        for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X"):
            self.assertEqual(found(rule, "docs/x.md", f"a\n{word}: b\n"), [2])
        self.assertEqual(found(rule, "src/base/x.cpp", 'mkdtemp("a-XXXXXX");\n'), [])

    def test_no_paths_of_one_machine(self):
        rule = "no paths of one machine"
        for path in ("/wor" + "k/main/x", "/tmp/bash_" + "jobs.0/x"):
            self.assertEqual(found(rule, "run", f"#!/bin/sh\ncd {path}\n"), [2])
        self.assertEqual(found(rule, "run", "#!/bin/sh\ncd build/wor" + "k/\n"), [])

    def test_columns(self):
        rule = "lines of 100 columns"
        self.assertEqual(found(rule, "src/base/x.cpp", "x" * 101), [1])
        self.assertEqual(found(rule, "src/base/x.cpp", "é" * 100), [])
        self.assertEqual(found(rule, "cmake/x.cmake", "x" * 101), [1])
        self.assertEqual(found(rule, "docs/x.md", "x" * 101), [])


class Lengths(unittest.TestCase):
    def test_files(self):
        rule = "files of 400 lines"
        for path in ("src/base/x.cpp", "web/form-client/src/x.ts", "packaging/x.sh"):
            self.assertEqual(found(rule, path, "a\n" * 401), [401])
            self.assertEqual(found(rule, path, "a\n" * 400), [])
        self.assertEqual(found(rule, "run", "#!/usr/bin/env bash\n" * 401), [401])
        self.assertEqual(found(rule, "docs/x.md", "a\n" * 401), [])

    def test_functions(self):
        rule = "functions of 70 lines"
        for path in ("src/base/x.cpp", "web/hosted-page/x.ts"):
            self.assertEqual(found(rule, path, function_of(71)), [1])
            self.assertEqual(found(rule, path, function_of(70)), [])
        self.assertEqual(found(rule, "packaging/x.sh", function_of(71, "build() {")), [1])
        self.assertEqual(found(rule, "packaging/x.sh", function_of(70, "build() {")), [])

    def test_every_shape_of_a_function_is_measured(self):
        heads = ["template <class T>\nT f(T a) {", "A::A() : a_{1}, b_(2) {", "TEST(A, B) {",
                 "Task<> f(std::vector<int> a = {}) {", "[[noreturn]] void f() {",
                 "template <class T, class = A<T>>\nauto f(T a) -> B<T> {",
                 "bool operator()(A a) const {"]
        for head in heads:
            text = "namespace a {\nint b = 1;\n\n" + function_of(69, head) + "}\n"
            lengths = [length for _, length in scan.functions(text)]
            self.assertEqual(lengths, [69 + head.count("\n")], head)

    def test_a_class_is_as_long_as_it_is(self):
        methods = "".join(function_of(30, f"  void f{i}() {{", "  }") for i in range(5))
        for head in ("class A final : public B<C()> {\n public:", "struct A {", "namespace {"):
            text = f"{head}\n{methods}}};\n"
            self.assertEqual([length for _, length in scan.functions(text)], [30] * 5, head)

    def test_tables_are_no_functions(self):
        rows = '    {"a", f(1)},\n' * 90
        text = "constexpr Row table[] = {\n" + rows + "};\nvoid f() {\n}\n"
        self.assertEqual(list(scan.functions(text)), [(93, 2)])

    def test_braces_in_text_do_not_count(self):
        text = ('void f() {\n  a("{");  // {\n  b(\'{\');\n  c(R"({{)");\n  d(1\'000);\n}\n'
                'int g() {\n}\n')
        self.assertEqual(list(scan.functions(text)), [(1, 6), (7, 2)])


class Shape(unittest.TestCase):
    def test_headers_start_with_pragma_once(self):
        rule = "headers start with #pragma once"
        self.assertEqual(found(rule, "src/base/x.hpp", "#include <map>\n"), [1])
        self.assertEqual(found(rule, "src/base/x.hpp", "#pragma once\n"), [])

    def test_a_test_lies_beside_what_it_tests(self):
        rule = "a test lies beside what it tests"
        path = "src/base/money_test.cpp"
        self.assertEqual(found(rule, path, "", ["src/base/card.cpp"]), [1])
        self.assertEqual(found(rule, path, "", ["src/base/money.hpp"]), [])

    def test_every_rule_names_its_remedy(self):
        for name, (remedy, _) in tidy.RULES.items():
            self.assertTrue(remedy, name)


if __name__ == "__main__":
    unittest.main()
