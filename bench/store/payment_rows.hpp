#pragma once

#include <cstdint>
#include <functional>

#include "base/random.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::bench {

/// What one payment writes: the attempt before the acquirer is asked, and everything else after
/// its answer (design.md 1.4).
struct PaymentRows {
  sql::Batch attempt;
  sql::Batch outcome;
};

/// Makes the rows of payment `number` of a run; called for every payment, from one thread.
using MakeRows = std::function<PaymentRows(Random& random, std::int64_t number)>;

/// The tables of `representative_rows`.
sql::Migrations representative_schema();

/// Rows of the size and the keys of a charge: about 2.2 KB of documents, time-ordered ids, eight
/// primary keys and three secondary indexes over both commits. They stand in for the true
/// statements, which the wiring can pass as another MakeRows.
PaymentRows representative_rows(Random& random, std::int64_t number);

}  // namespace guichet::bench
