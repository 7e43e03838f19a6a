#pragma once

#include <string>
#include <vector>

#include "contract/service.hpp"

namespace guichet::contract {

/// What is wrong with a declaration, one line each: names used twice, codes the catalogue does not
/// have, bounds that exclude everything, members without a meaning. For the tests of the rooms
/// that declare services; empty when all is well.
std::vector<std::string> faults_of(const Shape& shape);
std::vector<std::string> faults_of(const Service& service);

}  // namespace guichet::contract
