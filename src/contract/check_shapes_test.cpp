#include "contract/check_shapes.hpp"

#include <gtest/gtest.h>

#include "contract/sample_shape.hpp"

namespace guichet::contract {
namespace {

TEST(CheckShapes, finds_nothing_in_a_sound_shape) {
  EXPECT_EQ(faults_of(sample::shape), std::vector<std::string>());
}

TEST(CheckShapes, finds_each_fault) {
  static constexpr Field fields[] = {
      {.name = "a", .meaning = "first"},
      {.name = "a", .meaning = "second"},
      {.name = "b"},
      {.name = "c", .code = "INT_000", .meaning = "code"},
      {.name = "d", .kind = Kind::choice, .meaning = "literals"},
      {.name = "e", .min = 3, .max = 2, .meaning = "bounds"},
      {.name = "f", .kind = Kind::object, .meaning = "shape"},
  };
  const Shape shape{"Faulty", fields};
  EXPECT_EQ(faults_of(shape),
            (std::vector<std::string>{"Faulty.a: the name is used twice", "Faulty.b: no meaning",
                                      "Faulty.c: unknown code INT_000",
                                      "Faulty.d: literals go with the kind choice",
                                      "Faulty.e: min is larger than max",
                                      "Faulty.f: an object has a shape"}));
}

}  // namespace
}  // namespace guichet::contract
