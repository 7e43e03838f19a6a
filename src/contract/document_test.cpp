#include <gtest/gtest.h>

#include "contract/decode.hpp"

namespace guichet::contract {
namespace {

TEST(Document, reads_by_dotted_paths) {
  const Document document =
      Document::restore(R"({"a":{"b":[{"c":"x"},{"c":"y"}],"n":5,"t":true},"z":[]})");
  EXPECT_EQ(document.text("a.b.1.c"), "y");
  EXPECT_EQ(document.integer("a.n"), 5);
  EXPECT_EQ(document.boolean("a.t"), true);
  EXPECT_EQ(document.list("a.b")->size(), 2u);
  EXPECT_NE(document.object("a"), nullptr);
}

TEST(Document, reads_absent_members_as_nothing) {
  const Document document = Document::restore(R"({"a":{"b":[1]},"n":5})");
  for (const char* path :
       {"", ".", "x", "a.x", "a.b.1", "a.b.x", "a.b.-1", "n.x", "a.b.0.c", "a."}) {
    EXPECT_FALSE(document.has(path)) << path;
    EXPECT_EQ(document.text(path), "");
    EXPECT_EQ(document.integer(path), std::nullopt);
    EXPECT_EQ(document.boolean(path), std::nullopt);
    EXPECT_EQ(document.object(path), nullptr);
    EXPECT_EQ(document.list(path), nullptr);
  }
}

TEST(Document, comes_back_from_its_text_unchanged) {
  const std::string text =
      R"({"2":"a","b":"A/7 é \"q\" \\ \n \u0001","n":-5,"d":0.25,"l":[],"o":{},)"
      R"("t":[1,{"x":false}]})";
  EXPECT_EQ(Document::restore(text).serialise(), text);
}

TEST(Document, refuses_what_it_did_not_write) {
  EXPECT_THROW((void)Document::restore("[1]"), Refusal);
  EXPECT_THROW((void)Document::restore("{"), Refusal);
}

}  // namespace
}  // namespace guichet::contract
