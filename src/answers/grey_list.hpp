#pragma once

#include <string>

#include "risk/grey_list.hpp"

namespace guichet::answers {

/// V4/GreyList (spec/transactions.md 6).
std::string write_grey_list(const risk::Listed& listed);

}  // namespace guichet::answers
