#pragma once

#include <functional>

#include "sql/database.hpp"

namespace guichet::sql {

/// Adds to the batch that makes `outcome` durable what must be true together with it: claim and
/// answer of a call with an Idempotency-Key. May be empty, and may be called before each try of a
/// unit.
template <class Outcome>
using Keep = std::function<void(Batch& batch, const Outcome& outcome)>;

}  // namespace guichet::sql
