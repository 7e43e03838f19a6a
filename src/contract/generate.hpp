#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "contract/field.hpp"

/// Requests made from a declaration: the grammar of property tests and fuzzers.
namespace guichet::contract {

/// A body that `decode` must accept: required members, a random choice of the others, values
/// within bounds, sometimes in the lenient spellings of spec/envelope.md 3.
boost::json::object generate_body(const Shape& shape, Random& random);

/// A body with exactly one fault, and the code `decode` must answer with.
struct BrokenBody {
  boost::json::object body;
  std::string path;  // of the fault, for people
  std::string code;
};

/// At least one broken body for every member of the shape and of the shapes below it: a wrong
/// value, a required member left out, a member that is not built.
std::vector<BrokenBody> generate_broken_bodies(const Shape& shape, Random& random);

}  // namespace guichet::contract
